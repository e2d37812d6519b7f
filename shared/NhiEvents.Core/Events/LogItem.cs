namespace NhiEvents.Core.Events;

/// <summary>One row of a log, or a piece of text that is none.</summary>
/// <param name="Offset">From the text's start.</param>
/// <param name="Format">How the bytes become a JSON object; null for one that is one.</param>
/// <param name="IsWhole">False for a fault: the piece is no row.</param>
public readonly record struct LogItem(long Offset, int Length, ReadResult Result, RowFormat? Format, bool IsWhole);
