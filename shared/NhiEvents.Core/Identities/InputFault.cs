namespace NhiEvents.Core.Identities;

/// <summary>What is wrong with a place of a file that a person wrote.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in characters; of the value that is wrong.</param>
public sealed record InputFault(int Line, int Column, string Text)
{
    public override string ToString() => $"line {Line}, column {Column}: {Text}";
}
