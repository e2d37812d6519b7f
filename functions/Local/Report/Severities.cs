using NhiEvents.Contracts.Findings;

namespace NhiEvents.Local.Report;

/// <summary>How a severity looks.</summary>
internal static class Severities
{
    public static string Css(Severity severity) => severity switch
    {
        Severity.Critical => "critical",
        Severity.High => "high",
        Severity.Medium => "medium",
        Severity.Low => "low",
    };
}
