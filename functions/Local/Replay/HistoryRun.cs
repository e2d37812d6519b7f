using Microsoft.Extensions.Configuration;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.Detection;
using NhiEvents.Core.Detection.Timelines;
using NhiEvents.Core.Ingest;
using NhiEvents.Local.Context;
using NhiEvents.Local.Output;

namespace NhiEvents.Local.Replay;

/// <summary>Detection over a whole recorded input at once: identity after identity, on all cores, with the decisions that the functions make.</summary>
/// <remarks>No clock, no state, no messages. What it comes to is what <see cref="ReplayRun"/> comes to; tests hold the two together.</remarks>
/// <param name="context">What is known beside the logs.</param>
internal sealed class HistoryRun(LogInput input, ContextInput context)
{
    /// <summary>Rows that are in memory at once per core.</summary>
    private const int MaxRows = 2000;

    private static readonly IReadOnlySet<string> None = new HashSet<string>();

    private readonly LogIndex _index = input.Index;
    private readonly DetectionOptions _options = context.Config.Settings.GetSection(DetectionOptions.Section).Get<DetectionOptions>() ?? new DetectionOptions();
    private readonly IdentitySnapshot _known = new(input.Index.Identities.Where(identity => identity.IsNonHuman).Select(identity => new KnownIdentity(identity.Tenant, identity.Id, [.. identity.Evidence])));

    public Results Run(CancellationToken ct)
    {
        var entries = _index.Entries;
        var rows = Enumerable.Range(0, entries.Count).Where(row => _index.Identities[entries[row].Identity].IsNonHuman).GroupBy(row => entries[row].Identity).ToList();
        var scale = rows.Count == 0 ? TimelineScale.For(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch) : TimelineScale.For(At(rows.Min(of => of.First())), At(rows.Max(of => of.Last())));
        var outcomes = new IdentityOutcome?[rows.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = ct };
        Parallel.For(0, rows.Count, options, () => new RowReading(_index), (number, _, reading) =>
        {
            outcomes[number] = Decide([.. rows[number]], reading, scale);
            return reading;
        }, _ => { });
        return Results.Of([.. outcomes.OfType<IdentityOutcome>()], context.Facts.Registered, scale);
    }

    private IdentityOutcome? Decide(int[] rows, RowReading reading, TimelineScale scale)
    {
        var history = new IdentityHistory(context.Data.Codes, _options, context.Data.Kinds, context.Facts);
        foreach (var chunk in rows.Chunk(MaxRows))
        {
            history.Add([.. chunk.Select(row => reading.Read(_index.Entries[row])).OfType<SignIn>().Select(Keep)]);
        }

        return history.Decide(scale);
    }

    /// <summary>The row as Ingest would pass it on.</summary>
    private SignIn Keep(SignIn row) => KeepDecision.For(row, context.Data.Evidence, _known, None, None) switch
    {
        KeepDecision.Keep keep => keep.SignIn,
        KeepDecision.Drop drop => drop.SignIn,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private DateTimeOffset At(int row) => new(_index.Entries[row].Ticks, TimeSpan.Zero);
}
