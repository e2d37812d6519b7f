using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Portal.Control;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Portal.Exceptions;

/// <summary>By what requests are judged, as the exceptions app announced it last.</summary>
public sealed class TermsList(IStateStore store, Outbox outbox)
{
    private readonly LatestWord<ExceptionTerms> _words = new(store, outbox, "terms", PortalJson.Default.ExceptionTerms, terms => (terms.TenantId, terms.At));

    public Task<Outcome.Final> RecordAsync(ExceptionTerms terms, CancellationToken ct) => _words.RecordAsync(terms, ct);

    /// <summary>Null when none were announced.</summary>
    internal Task<ExceptionTerms?> FindAsync(string tenantId, CancellationToken ct) => _words.FindAsync(tenantId, ct);

    /// <summary>Of every tenant; whose account belongs to whom is nobody's to read.</summary>
    public async Task<byte[]> ReadAllAsync(CancellationToken ct) => PortalJson.Bytes(new AllTerms(await ReadListAsync(ct)), PortalJson.Default.AllTerms);

    internal async Task<IReadOnlyList<ExceptionTerms>> ReadListAsync(CancellationToken ct) =>
        [.. (await _words.ReadAllAsync(ct)).Select(terms => terms with { SecondAccounts = new Dictionary<string, string>() })];
}

internal sealed record AllTerms(IReadOnlyList<ExceptionTerms> Items);
