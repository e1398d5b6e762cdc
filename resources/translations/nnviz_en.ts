<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>ColumnList</name>
    <message numerus="yes">
        <source>%n gap(s)</source>
        <translation>
            <numerusform>%n gap</numerusform>
            <numerusform>%n gaps</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ComparePanel</name>
    <message numerus="yes">
        <source>On %n test image(s)</source>
        <translation>
            <numerusform>On %n test image</numerusform>
            <numerusform>On %n test images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>On %n test sequence(s)</source>
        <translation>
            <numerusform>On %n test sequence</numerusform>
            <numerusform>On %n test sequences</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>On %n test point(s)</source>
        <translation>
            <numerusform>On %n test point</numerusform>
            <numerusform>On %n test points</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>On %n test row(s)</source>
        <translation>
            <numerusform>On %n test row</numerusform>
            <numerusform>On %n test rows</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CourseCard</name>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n minute</numerusform>
            <numerusform>%n minutes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DoodlesSheet</name>
    <message numerus="yes">
        <source>%n drawing(s) added.</source>
        <translation>
            <numerusform>%n drawing added.</numerusform>
            <numerusform>%n drawings added.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HandsPanel</name>
    <message numerus="yes">
        <source>%n hand(s).</source>
        <translation>
            <numerusform>%n hand.</numerusform>
            <numerusform>%n hands.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HandsSheet</name>
    <message numerus="yes">
        <source>%n drawing(s)    {counts}</source>
        <translation>
            <numerusform>%n drawing    {counts}</numerusform>
            <numerusform>%n drawings    {counts}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n drawing(s) deleted.</source>
        <translation>
            <numerusform>%n drawing deleted.</numerusform>
            <numerusform>%n drawings deleted.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n new drawing(s).</source>
        <translation>
            <numerusform>%n new drawing.</numerusform>
            <numerusform>%n new drawings.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HeaderBar</name>
    <message numerus="yes">
        <source>%n step(s)</source>
        <translation>
            <numerusform>%n step</numerusform>
            <numerusform>%n steps</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n step(s) of {size} numbers</source>
        <translation>
            <numerusform>%n step of {size} numbers</numerusform>
            <numerusform>%n steps of {size} numbers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n neuron(s), {name}</source>
        <translation>
            <numerusform>%n neuron, {name}</numerusform>
            <numerusform>%n neurons, {name}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n neuron(s), {name}; {shown} of them shown</source>
        <translation>
            <numerusform>%n neuron, {name}; {shown} of them shown</numerusform>
            <numerusform>%n neurons, {name}; {shown} of them shown</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>InputsChip</name>
    <message numerus="yes">
        <source>%n column(s)</source>
        <translation>
            <numerusform>%n column</numerusform>
            <numerusform>%n columns</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LayersView</name>
    <message numerus="yes">
        <source>Of its neurons, over %n test sample(s)</source>
        <translation>
            <numerusform>Of its neurons, over %n test sample</numerusform>
            <numerusform>Of its neurons, over %n test samples</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>∂L/∂w of the mean loss over %n test sample(s)</source>
        <translation>
            <numerusform>∂L/∂w of the mean loss over %n test sample</numerusform>
            <numerusform>∂L/∂w of the mean loss over %n test samples</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LessonSide</name>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n minute</numerusform>
            <numerusform>%n minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n step(s)</source>
        <translation>
            <numerusform>%n step</numerusform>
            <numerusform>%n steps</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ManyRuns</name>
    <message numerus="yes">
        <source>“{name}” has %n run(s).</source>
        <translation>
            <numerusform>“{name}” has %n run.</numerusform>
            <numerusform>“{name}” has %n runs.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PicturesSheet</name>
    <message numerus="yes">
        <source>%n file(s) skipped:</source>
        <translation>
            <numerusform>%n file skipped:</numerusform>
            <numerusform>%n files skipped:</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more.</source>
        <translation>
            <numerusform>and %n more.</numerusform>
            <numerusform>and %n more.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PrintedLesson</name>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n minute</numerusform>
            <numerusform>%n minutes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RunsMenu</name>
    <message numerus="yes">
        <source>%n run(s)</source>
        <translation>
            <numerusform>%n run</numerusform>
            <numerusform>%n runs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Second</name>
    <message numerus="yes">
        <source>%n unit(s)</source>
        <translation>
            <numerusform>%n unit</numerusform>
            <numerusform>%n units</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SequencePanel</name>
    <message numerus="yes">
        <source>From the first key to the end: %n step(s)</source>
        <translation>
            <numerusform>From the first key to the end: %n step</numerusform>
            <numerusform>From the first key to the end: %n steps</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SweepFoot</name>
    <message numerus="yes">
        <source>%n run(s) at a time</source>
        <translation>
            <numerusform>%n run at a time</numerusform>
            <numerusform>%n runs at a time</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SweepResults</name>
    <message numerus="yes">
        <source>%n seed(s)</source>
        <translation>
            <numerusform>%n seed</numerusform>
            <numerusform>%n seeds</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WayMap</name>
    <message numerus="yes">
        <source>%n point(s) beyond the edge</source>
        <translation>
            <numerusform>%n point beyond the edge</numerusform>
            <numerusform>%n points beyond the edge</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_Bars</name>
    <message numerus="yes">
        <source>%n value(s) infinite or no number at all</source>
        <translation>
            <numerusform>%n value infinite or no number at all</numerusform>
            <numerusform>%n values infinite or no number at all</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_Counts</name>
    <message numerus="yes">
        <source>Undo brings its %n epoch(s) back.</source>
        <translation>
            <numerusform>Undo brings its %n epoch back.</numerusform>
            <numerusform>Undo brings its %n epochs back.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n epoch(s) done</source>
        <translation>
            <numerusform>%n epoch done</numerusform>
            <numerusform>%n epochs done</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The test loss has not fallen for %n epoch(s); it was lowest at epoch {best}.</source>
        <translation>
            <numerusform>The test loss has not fallen for %n epoch; it was lowest at epoch {best}.</numerusform>
            <numerusform>The test loss has not fallen for %n epochs; it was lowest at epoch {best}.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_Model</name>
    <message numerus="yes">
        <source>%n gap(s).</source>
        <translation>
            <numerusform>%n gap.</numerusform>
            <numerusform>%n gaps.</numerusform>
        </translation>
    </message>
</context>
</TS>
