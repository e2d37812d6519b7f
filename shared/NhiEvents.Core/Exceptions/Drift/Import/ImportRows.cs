using System.Globalization;
using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Exceptions.Records;
using NhiEvents.Core.Ledger;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Exceptions.Drift.Import;

/// <summary>One part of a plan, as it was announced; what is applied later is this and nothing else.</summary>
/// <param name="PersonId">Who asked for it.</param>
internal sealed record ImportRow(string PersonId, ExclusionsPlanned Plan)
{
    public static string Prefix(string importId) => $"import|{KeyText.Clean(importId)}|";

    public static string Key(string importId, int part) => Prefix(importId) + part.ToString("d4", CultureInfo.InvariantCulture);
}

/// <summary>Plans of imports.</summary>
public sealed class ImportRows(IStateStore store, Outbox outbox, ExemptionWrite write)
{
    private const string Kind = "imports";

    /// <summary>A part fits into a row of Table Storage and into a message.</summary>
    private const int LinesPerPart = 100;

    internal async Task<IReadOnlyList<ImportRow>> ReadAsync(string tenantId, string importId, CancellationToken ct)
    {
        var parts = new List<ImportRow>();
        await foreach (var row in store.ReadPrefixAsync(Partition.For(tenantId, Kind, Kind), ImportRow.Prefix(importId), ct))
        {
            parts.Add(row.As(ExceptionsJson.Default.ImportRow).Value);
        }

        return parts;
    }

    /// <summary>Keeps and announces a plan, a part at a time; parts that are there stay.</summary>
    internal async Task KeepAsync(ImportExclusions import, IReadOnlyList<PlannedExclusion> lines, int people, CancellationToken ct)
    {
        var known = (await ReadAsync(import.TenantId, import.ImportId, ct)).Select(row => row.Plan.Part).ToHashSet();
        var parts = lines.Chunk(LinesPerPart).DefaultIfEmpty([]).ToList();
        for (var part = 0; part < parts.Count; part++)
        {
            if (!known.Contains(part))
            {
                var plan = new ExclusionsPlanned(import.TenantId, import.ImportId, import.At, part, parts.Count, parts[part]) { People = people };
                var changes = Changes(import.TenantId);
                changes.Save(ImportRow.Key(import.ImportId, part), new ImportRow(import.PersonId, plan), null, ExceptionsJson.Default.ImportRow);
                changes.Record(Fact(import, "import-planned", parts[part].Length));
                changes.Send(Topics.Changes, Message(plan, "planned"));
                await outbox.CommitAsync(changes, ct);
            }
        }
    }

    /// <summary>Says what came of it: how many records it has made, or why none.</summary>
    internal Task AnnounceAsync(ImportExclusions import, int? made, string? refused, CancellationToken ct)
    {
        var changes = Changes(import.TenantId);
        changes.Record(Fact(import, refused is null ? "import-applied" : "import-refused", made ?? 0));
        changes.Send(Topics.Changes, Message(new ExclusionsPlanned(import.TenantId, import.ImportId, import.At, 0, 1, []) { Made = made, Refused = refused }, refused ?? "applied"));
        return outbox.CommitAsync(changes, ct);
    }

    private LedgerFact Fact(ImportExclusions import, string action, int count) => new(
        write.Actor(import.TenantId, import.PersonId), action, LedgerPhase.Decision, import.ImportId, [new("count", count.ToString(CultureInfo.InvariantCulture))]);

    private static StateChanges Changes(string tenantId) => new(tenantId, Kind, Kind);

    private static OutgoingMessage Message(ExclusionsPlanned plan, string what) => new(
        MessageIds.From(ExclusionsPlanned.Kind, plan.TenantId, plan.ImportId, plan.Part.ToString(CultureInfo.InvariantCulture), what, KeyText.Sortable(plan.At)),
        ExclusionsPlanned.Kind,
        JsonSerializer.SerializeToUtf8Bytes(plan, NhiJson.Default.ExclusionsPlanned));
}
