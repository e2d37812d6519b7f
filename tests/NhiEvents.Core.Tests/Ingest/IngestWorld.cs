using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.Identities;
using NhiEvents.Core.Ingest;
using NhiEvents.Core.State;
using NhiEvents.Core.Tests.Doubles;
using NhiEvents.Tests;

namespace NhiEvents.Core.Tests.Ingest;

/// <summary>Ingest with its ports in memory.</summary>
internal sealed class IngestWorld
{
    public IngestWorld(IngestOptions? settings = null)
    {
        var options = Options.Create(settings ?? new IngestOptions());
        var crash = new Crash();
        Store = new MemoryStore(crash);
        var outbox = new Outbox(Store, new MemoryBus(crash), Time);
        Snapshots = new SnapshotLoader(Store, Time, options, NullLogger<SnapshotLoader>.Instance);
        Known = new KnownIdentityRepository(Store, outbox);
        Rejected = new RejectedRepository(Store, outbox);
        var profiles = new UserProfileRepository(Store, outbox);
        Handler = new IngestHandler(Publisher, Snapshots, Known, profiles, Rejected, EvidenceRules.Shipped, options, Time, NullLogger<IngestHandler>.Instance);
        Remember = new RememberIdentityHandler(Known, Snapshots, NullLogger<RememberIdentityHandler>.Instance);
        Purge = new PurgeExpiredHandler(Rejected, profiles, options, Time);
    }

    public ManualTime Time { get; } = new(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));

    public MemoryStore Store { get; }

    public MemoryPublisher Publisher { get; } = new();

    public SnapshotLoader Snapshots { get; }

    public KnownIdentityRepository Known { get; }

    public RejectedRepository Rejected { get; }

    public IngestHandler Handler { get; }

    public RememberIdentityHandler Remember { get; }

    public PurgeExpiredHandler Purge { get; }

    public IReadOnlyList<SignIn> Published => [.. Publisher.Published.Select(sent => JsonSerializer.Deserialize(sent.Data.Span, NhiJson.Default.SignIn)!)];

    public Task<IngestCounts> ReadAsync(params byte[][] bodies) => Handler.HandleAsync([.. bodies.Select(body => new ReadOnlyMemory<byte>(body))], TestContext.Current.CancellationToken);

    public static byte[] Envelope(params IEnumerable<byte[]> records) => Encoding.UTF8.GetBytes($$"""{"records":[{{string.Join(',', records.Select(Encoding.UTF8.GetString))}}]}""");
}
