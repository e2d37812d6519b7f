using System.Globalization;
using NhiEvents.Core.Privacy;

namespace NhiEvents.Local.Privacy;

/// <summary>Where a person was found, in words. Counts, no content.</summary>
internal static class PrivacyReport
{
    public static void Write(IReadOnlyList<PersonTrace> traces, TextWriter output)
    {
        foreach (var group in traces.GroupBy(trace => (trace.App, trace.Kind, trace.Fate, trace.Why)).OrderBy(group => group.Key.App, StringComparer.Ordinal).ThenBy(group => group.Key.Kind, StringComparer.Ordinal))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{group.Key.App}, {group.Key.Kind}: {group.Count()} row(s), {Word(group.Key.Fate)}. {group.Key.Why}."));
        }

        output.WriteLine(traces.Count == 0 ? "Nothing is kept of this person." : string.Create(CultureInfo.InvariantCulture, $"{traces.Count} row(s) in all."));
        output.WriteLine("Not looked into: messages and events on their way (dead letters: nhi deadletters), telemetry, and what ticket systems and SIEMs were sent.");
    }

    private static string Word(TraceFate fate) => fate switch
    {
        TraceFate.Removed => "an erasure removes them",
        TraceFate.NameTakenOut => "an erasure takes the name out",
        TraceFate.Kept => "kept",
    };
}
