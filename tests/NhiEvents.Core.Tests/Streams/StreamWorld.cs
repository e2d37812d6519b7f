using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;
using NhiEvents.Core.Streams;
using NhiEvents.Core.Streams.Digests;
using NhiEvents.Core.Tests.Doubles;
using NhiEvents.Embedded.Streams;
using NhiEvents.Tests;

namespace NhiEvents.Core.Tests.Streams;

/// <summary>The slice with outlets in memory.</summary>
internal sealed class StreamWorld : IDisposable
{
    public const string Tenant = "aaaaaaaa-0000-4000-8000-00000000aaaa";

    private int _attempt;

    public StreamWorld(params (string Name, OutletOptions Outlet)[] outlets)
    {
        Ports = new EmbeddedPorts(Time);
        var options = Options.Create(new StreamOptions { Outlets = outlets.ToDictionary(outlet => outlet.Name, outlet => outlet.Outlet), OwnerAddresses = new Dictionary<string, string> { ["Storage team"] = "storage@example.com" } });
        Streams = new StreamChangesHandler(Ports.Faults, options);
        Deliver = new DeliverRecordHandler(Streams, Outlets, options, Time, NullLogger<DeliverRecordHandler>.Instance);
        Keep = new KeepDigestHandler(Ports.Faults, new Outbox(Ports.Faults, Ports.Faults, Time), options, Time);
        Digests = new SendDigestsHandler(Ports.Faults, Streams, options, Time);
    }

    public ManualTime Time { get; } = new(new DateTimeOffset(2026, 3, 2, 6, 0, 0, TimeSpan.Zero));

    public EmbeddedPorts Ports { get; }

    public EmbeddedOutlets Outlets { get; } = new();

    public StreamChangesHandler Streams { get; }

    public DeliverRecordHandler Deliver { get; }

    public KeepDigestHandler Keep { get; }

    public SendDigestsHandler Digests { get; }

    /// <summary>Records that a person has to look at.</summary>
    public List<DeliverRecord> Rejected { get; } = [];

    private static CancellationToken Ct => CancellationToken.None;

    public static OutletOptions Siem(params HouseRecordKind[] records) => new() { Way = OutletWay.Webhook, Address = "https://siem.example.com/in", Records = records };

    public FindingChanged Changed(string id = "f1", long revision = 1, FindingState state = FindingState.Open, string name = "svc-backup", string owner = "Storage team", Severity severity = Severity.High) => new(Tenant, revision, new Finding(
        id, "NHI101", "challenge-demanded", severity, new IdentityRef("11111111-0000-4000-8000-000000000001", IdentityKind.ServiceAccount, name) { UserPrincipalName = "svc@example.com" }, owner, $"{name} is asked for a step.",
        new Evidence([new EvidenceEvent("e", Time.GetUtcNow(), 50076) { IpAddress = "198.51.100.7" }], [50076], [], [], [], [], []), [new Remedy("Move it", ["Use a managed identity."])], ["OWASP NHI4:2025 Insecure Authentication"],
        Time.GetUtcNow(), Time.GetUtcNow(), 3, state));

    /// <summary>As Service Bus does it: what is put off comes again, at its time.</summary>
    public async Task SettleAsync(TimeSpan? forAtMost = null)
    {
        var end = Time.GetUtcNow() + (forAtMost ?? TimeSpan.Zero);
        while (true)
        {
            while (await Ports.Broker.ReceiveAsync(Queues.Deliveries, 1, Ct) is [var message])
            {
                var record = JsonSerializer.Deserialize(message.Body.Span, NhiJson.Default.DeliverRecord)!;
                switch (await Deliver.HandleAsync(record, Ct))
                {
                    case Outcome.Later later:
                        await Ports.Faults.SendAsync(Queues.Deliveries, [new OutgoingMessage($"{message.MessageId.Split((char)35)[0]}#a{++_attempt}", message.Kind, message.Body.ToArray()) { NotBefore = Time.GetUtcNow() + later.After }], Ct);
                        break;
                    case Outcome.Rejected:
                        Rejected.Add(record);
                        break;
                }

                await Ports.Broker.CompleteAsync(message, Ct);
            }

            if (Ports.Broker.NextDue(Queues.Deliveries) is not { } due || due > end)
            {
                Time.AdvanceTo(end);
                return;
            }

            Time.AdvanceTo(due);
        }
    }

    public void Dispose() => Ports.Dispose();
}
