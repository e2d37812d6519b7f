using System.Globalization;
using NhiEvents.Local.Output;
using Spectre.Console;

namespace NhiEvents.Local.Preflight;

/// <summary>A preflight, and its outcome, for a person at a terminal.</summary>
internal static class PreflightTable
{
    /// <summary>Longest table; JSON holds all.</summary>
    private const int MaxRows = 100;

    public static void Write(PreflightDocument document)
    {
        var console = Terminal.Create();
        var broken = document.Identities.Count(one => one.Verdict is PreflightVerdict.Breaks);
        console.MarkupLineInterpolated($"Policy '{ResultTable.Printable(document.Policy.Name)}' would break {broken} of {document.Identities.Count + document.Passing} non-human identities that signed in{Period(document.From, document.To)}; of {document.Identities.Count - broken} it is unknown.");
        if (document.Identities.Count > 0)
        {
            var table = Empty("Verdict", "Identity", "Kind", "Owner", "Criticality", "Covered by", "Why", "Do first");
            foreach (var one in document.Identities.Take(MaxRows))
            {
                table.AddRow(
                    new Text(one.Verdict is PreflightVerdict.Breaks ? "breaks" : "unknown", one.IsBlocking ? new Style(Color.Red, decoration: Decoration.Bold) : Style.Plain),
                    new Text(ResultTable.Printable(one.Identity.DisplayName)),
                    new Text(one.Identity.Kind.ToString()),
                    new Text(ResultTable.Printable(one.Owner)),
                    new Text(one.Criticality?.ToString() ?? "unknown"),
                    new Text(CoverOf(one)),
                    new Text(ResultTable.Printable(one.Why)),
                    new Text(one.Remedies.Count > 0 ? one.Remedies[0].Title : ""));
            }

            console.Write(table);
        }

        if (document.Identities.Count > MaxRows)
        {
            console.MarkupLineInterpolated($"… and {document.Identities.Count - MaxRows} more with --format json.");
        }

        foreach (var unknown in document.Unknown)
        {
            console.MarkupLineInterpolated($"Not known: {unknown}");
        }

        console.MarkupLineInterpolated($"{(document.Blocking > 0 ? $"Do not switch it on yet: {document.Blocking} critical identity(ies) would break with neither a migration nor an exception on {Day(document.On)}." : $"No critical identity stands in the way on {Day(document.On)}.")}");
    }

    public static void Write(PreflightOutcome outcome)
    {
        var console = Terminal.Create();
        console.MarkupLineInterpolated($"Since policy '{ResultTable.Printable(outcome.Policy.Name)}' is on{Period(outcome.From, outcome.To)}: {outcome.Predicted} predicted to break, {outcome.Broke} broke, {outcome.BrokeAsPredicted} of them as predicted; {outcome.Missed} had not been predicted.");
        if (outcome.Identities.Count == 0)
        {
            return;
        }

        var table = Empty("Now", "Identity", "Kind", "Predicted", "Covered by", "Stopped", "Succeeded");
        foreach (var one in outcome.Identities.Take(MaxRows))
        {
            table.AddRow(
                one.State switch { OutcomeState.NotSeen => "not seen", OutcomeState.Works => "works", OutcomeState.Recovered => "recovered", OutcomeState.Broken => "broken" },
                Markup.Escape(ResultTable.Printable(one.Identity.DisplayName)), one.Identity.Kind.ToString(), one.Predicted ? "yes" : "no", one.Cover.ToString().ToLowerInvariant(),
                one.Failed.ToString(CultureInfo.InvariantCulture), one.Succeeded.ToString(CultureInfo.InvariantCulture));
        }

        console.Write(table);
    }

    private static Table Empty(params string[] columns)
    {
        var table = new Table { Border = TableBorder.Simple, Expand = false };
        table.AddColumns(columns);
        table.Columns[0].NoWrap().PadLeft(0);
        return table;
    }

    private static string CoverOf(PreflightIdentity one) => one.Cover switch
    {
        PreflightCover.Exception => $"exception until {one.ExceptionEnds:yyyy-MM-dd}",
        PreflightCover.Migration => $"migration, ready {Day(one.Ready!.Value)}",
        PreflightCover.None => one.Ready is { } late ? $"nothing; ready only on {Day(late)}" : "nothing",
    };

    private static string Period(DateTimeOffset? from, DateTimeOffset? to) => from is null ? "" : string.Create(CultureInfo.InvariantCulture, $" from {from:yyyy-MM-dd} to {to:yyyy-MM-dd}");

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
