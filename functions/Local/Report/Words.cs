using System.Globalization;
using System.Text;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;

namespace NhiEvents.Local.Report;

/// <summary>How the page puts numbers, times and slugs into words. Anything it has no words for stands there as the documents have it.</summary>
internal static class Words
{
    private const int LongestName = 60;

    /// <summary>By number, or by name where that says more.</summary>
    private static readonly Dictionary<string, string> Troubles = new(StringComparer.Ordinal)
    {
        ["NHI101"] = "asked for a step that automation cannot perform",
        ["NHI102"] = "locked out",
        ["NHI103"] = "refused because its source is judged malicious",
        ["NHI104"] = "signing in with an expired secret",
        [FindingNames.PasswordGuessed] = "with passwords that somebody guesses",
        ["NHI105"] = "using a credential that is not accepted",
        ["NHI106"] = "using an expired password",
        ["NHI107"] = "disabled or missing",
        ["NHI108"] = "blocked by a policy",
        ["NHI109"] = "lacking consent or a permission",
        ["NHI110"] = "left with a token that has ended",
        ["NHI111"] = "denied by mandatory MFA",
        ["NHI112"] = "failing with a code that is not known",
    };

    private static readonly Dictionary<string, string> Reasons = new(StringComparer.Ordinal)
    {
        [EvidenceKinds.ServicePrincipal] = "is a service principal",
        [EvidenceKinds.ManagedIdentity] = "is a managed identity",
        [EvidenceKinds.Registered] = "is registered as non-human",
        [EvidenceKinds.DirectoryKind] = "is no person's account in the directory",
        [EvidenceKinds.NamingPattern] = "is named like a service account",
        [EvidenceKinds.Ropc] = "a program sends its password (ROPC)",
        [EvidenceKinds.LegacyClient] = "uses a legacy-authentication client",
        [EvidenceKinds.ToolUserAgent] = "has the user agent of a tool",
        [EvidenceKinds.Unattended] = "signs in unattended around the clock",
        [EvidenceKinds.DeviceCode] = "signs in with a device code",
        [EvidenceKinds.CommandLineClient] = "uses Azure CLI or PowerShell",
        [EvidenceKinds.Known] = "was seen as automation in other rows",
    };

    /// <summary>What is wrong, to follow a number of identities.</summary>
    public static string Trouble(Finding finding) => Troubles.GetValueOrDefault(finding.Name) ?? Troubles.GetValueOrDefault(finding.FindingType) ?? $"with {Sentence(finding.Name)}";

    /// <summary>Why an identity is taken for a non-human one.</summary>
    public static string Reason(string slug) => Reasons.GetValueOrDefault(slug) ?? slug;

    /// <summary><c>challenge-demanded</c>, <c>ServiceAccount</c>: a slug or a name in code as words, with a capital.</summary>
    public static string Title(string name)
    {
        var words = new StringBuilder(Sentence(name));
        if (words.Length > 0)
        {
            words[0] = char.ToUpperInvariant(words[0]);
        }

        return words.ToString();
    }

    /// <summary>A name where there is little room; the files have the whole.</summary>
    public static string Short(string name) => name.Length <= LongestName ? name : string.Concat(name.AsSpan(0, LongestName), "…");

    public static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    public static string Count(Finding finding) => (finding.CountIsLowerBound ? "≥ " : "") + Number(finding.Count);

    public static string Plural(long count, string one, string many) => $"{Number(count)} {(count == 1 ? one : many)}";

    /// <summary>In UTC, to the minute.</summary>
    public static string Minute(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>In UTC, to the second.</summary>
    public static string Second(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Span(TimeSpan span) => span switch
    {
        { TotalDays: >= 2 } => $"{(int)span.TotalDays} days",
        { TotalHours: >= 1 } => $"{(int)span.TotalHours} h {span.Minutes:00} min",
        _ => $"{(int)span.TotalMinutes} min",
    };

    public static string List(IReadOnlyList<string> names, int most) =>
        string.Join(", ", names.Take(most)) + (names.Count > most ? $" and {Number(names.Count - most)} more" : "");

    private static string Sentence(string name)
    {
        var words = new StringBuilder(name.Length + 8);
        foreach (var letter in name.Replace('-', ' '))
        {
            if (char.IsUpper(letter) && words.Length > 0 && words[^1] != ' ')
            {
                words.Append(' ');
            }

            words.Append(char.ToLowerInvariant(letter));
        }

        return words.ToString();
    }
}
