using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Detection;
using NhiEvents.Core.State;
using NhiEvents.Core.Tests.Doubles;
using NhiEvents.Tests;

namespace NhiEvents.Core.Tests.Detection;

/// <summary>Detection with its ports in memory and a clock that the test moves.</summary>
internal sealed class DetectionWorld
{
    private readonly HashSet<string> _delivered = [];
    private readonly DetectSignInsHandler _detect;
    private readonly LookAgainHandler _lookAgain;

    public DetectionWorld(DateTimeOffset? now = null)
    {
        Time = new ManualTime(now ?? SignIns.Start.AddDays(30));
        Store = new MemoryStore(Crash);
        Bus = new MemoryBus(Crash);
        Outbox = new Outbox(Store, Bus, Time);
        Identities = new IdentityRepository(Store);
        Findings = new FindingRepository(Identities);
        var options = Options.Create(new DetectionOptions());
        _detect = new DetectSignInsHandler(Identities, Outbox, ErrorCodeTable.Shipped, options, Time, NullLogger<DetectSignInsHandler>.Instance);
        _lookAgain = new LookAgainHandler(Identities, Outbox, ErrorCodeTable.Shipped, options, Time, NullLogger<LookAgainHandler>.Instance);
    }

    public Crash Crash { get; } = new();

    public ManualTime Time { get; }

    public MemoryStore Store { get; }

    public MemoryBus Bus { get; }

    public Outbox Outbox { get; }

    public IdentityRepository Identities { get; }

    public FindingRepository Findings { get; }

    public async Task<IReadOnlyList<FailedSignIns>> TryDeliverAsync(params IReadOnlyList<SignIn> events) => await _detect.HandleAsync(events, TestContext.Current.CancellationToken);

    public async Task DeliverAsync(params IReadOnlyList<SignIn> events) => Assert.Empty(await TryDeliverAsync(events));

    /// <summary>Delivers deadlines up to a time, in order.</summary>
    public async Task RunDeadlinesAsync(DateTimeOffset until)
    {
        while (Bus.Sent.Where(sent => sent.Entity == Queues.DetectionDue && !_delivered.Contains(sent.Message.Id) && sent.Message.NotBefore <= until)
            .OrderBy(sent => sent.Message.NotBefore).ThenBy(sent => sent.Message.Id, StringComparer.Ordinal).Select(sent => sent.Message).FirstOrDefault() is { } due)
        {
            Time.AdvanceTo(due.NotBefore!.Value);
            await _lookAgain.HandleAsync(JsonSerializer.Deserialize(due.Body.Span, NhiJson.Default.LookAgain)!, TestContext.Current.CancellationToken);
            _delivered.Add(due.Id);
        }
    }

    public Task RunAllDeadlinesAsync() => RunDeadlinesAsync(DateTimeOffset.MaxValue);

    public async Task<IReadOnlyList<Finding>> FindingsAsync() =>
        (await Findings.ReadAllAsync(TestContext.Current.CancellationToken)).Findings;

    /// <summary>Both documents, as they are written to disk.</summary>
    public async Task<string> DocumentsAsync() =>
        JsonSerializer.Serialize(await Findings.ReadAllAsync(TestContext.Current.CancellationToken), NhiJson.Default.FindingsDocument)
        + JsonSerializer.Serialize(await Identities.ReadAllAsync(TestContext.Current.CancellationToken), NhiJson.Default.IdentitiesDocument);

    public IReadOnlyList<FindingChanged> Announced() =>
        [.. Bus.Sent.Where(sent => sent.Entity == Topics.Findings).Select(sent => JsonSerializer.Deserialize(sent.Message.Body.Span, NhiJson.Default.FindingChanged)!)];
}
