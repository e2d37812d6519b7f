namespace NhiEvents.Local.Report;

/// <summary>What the documents say when they do not know.</summary>
internal static class Unknowns
{
    public const string Owner = "unknown";

    /// <summary>The finding for which somebody demanded something.</summary>
    public const string Challenge = "NHI101";
}
