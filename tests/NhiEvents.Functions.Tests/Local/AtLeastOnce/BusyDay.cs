using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Simulation.Scenarios;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Seeding;
using NhiEvents.Local.Hosting;
using NhiEvents.Local.Simulate;

namespace NhiEvents.Functions.Tests.Local.AtLeastOnce;

/// <summary>A day of a simulated company on which every function of every app that something triggers has work: with the same input the same day, whatever happens to deliveries.</summary>
internal static class BusyDay
{
    private const string Acts =
        """
        {
          "schemaVersion": 1, "name": "busy-day", "title": "Everything at once.", "starts": "2026-03-02T03:00:00Z", "days": 1, "lasts": "07:00:00", "teams": 2,
          "settings": {
            "Detection:LearnFor": "1.00:00:00", "Ledger:Stream": "true", "Response:PortalAddress": "https://portal.example/",
            "Streams:Outlets:siem:Way": "File", "Streams:Outlets:siem:Format": "Ocsf", "Streams:Outlets:siem:Records:0": "Finding", "Streams:Outlets:siem:Records:1": "Decision"
          },
          "acts": [
            { "act": "rotate-secrets", "at": "00:00:00", "endsFrom": "1.00:00:00", "endsWithin": "10.00:00:00" },
            { "act": "enforce-policy", "at": "00:30:00", "policy": "MfaForEveryone" },
            { "act": "ask-for-list-entry", "at": "01:00:00", "lasts": "03:00:00" },
            { "act": "ask-for-exceptions", "at": "03:00:00", "count": 2, "lasts": "01:30:00", "approvedAfter": "00:20:00", "inTickets": true },
            { "act": "exclude-by-hand", "at": "02:00:00", "count": 1 }
          ],
          "promises": { "everyFinding": {} }
        }
        """;

    /// <summary>Every function that a message, an event or a log triggers, by the app's attributes.</summary>
    public static IReadOnlyList<FunctionDescriptor> Triggered { get; } =
    [
        .. Apps.All.SelectMany(app => FunctionCatalog.Of(app.Name, app.Types)).Where(function => function.Trigger is ServiceBusTriggerAttribute or EventGridTriggerAttribute or EventHubTriggerAttribute),
    ];

    /// <summary>The queue or subscription that a function is triggered by; null when another kind of thing triggers it.</summary>
    public static string? EntityOf(FunctionDescriptor function) =>
        function.Trigger is not ServiceBusTriggerAttribute trigger ? null : trigger.QueueName ?? $"{trigger.TopicName}/{trigger.SubscriptionName}";

    /// <param name="folder">For what is streamed out.</param>
    public static async Task<SimulationRun> BeginAsync(string folder, Interruption? interruption = null)
    {
        var file = Path.Combine(folder, "busy-day.json");
        await File.WriteAllTextAsync(file, Acts);
        var run = await SimulationRun.CreateAsync(
            Scenario.Load(file) with { Timings = TenantTimings.Immediate }, new TenantSize(8, 14, 7), days: 1, pace: null,
            _ => new Dictionary<string, string?> { ["Streams:Outlets:siem:Path"] = Path.Combine(folder, "siem") }, interruption: interruption);
        await AddRareAsync(run);
        return run;
    }

    /// <summary>What does not happen by itself within a day.</summary>
    private static async Task AddRareAsync(SimulationRun run)
    {
        var (bus, topic, tenant, at) = (run.Host.Storage.Broker, run.Host.Storage.Topic, run.World.Tenant.Options.TenantId, run.World.Tenant.Now);
        var signIn = new SignIn(tenant, "00000000000000a1", "rare-1", SignInKind.ServicePrincipal, at, "a0000000-0000-4000-8000-000000000001", 7000222, [], [], []);
        var change = new DirectoryChanged(tenant, "00000000000000a2", "rare-2", at, "Update conditional access policy", "Policy", "success", new DirectoryActor(ActorKind.User) { Id = "a0000000-0000-4000-8000-000000000002" }, [new ChangedObject("Policy", []) { Id = "a0000000-0000-4000-8000-000000000003" }]);
        var identity = new IdentityRef(signIn.IdentityId, IdentityKind.ServicePrincipal, "rare");
        foreach (var (queue, message) in new[]
        {
            (Queues.DetectionRetry, Handed(signIn.Id, EventTypes.SignIn, signIn, NhiJson.Default.SignIn)),
            (Queues.ExceptionsRetry, Handed(signIn.Id, EventTypes.SignIn, signIn, NhiJson.Default.SignIn)),
            (Queues.ResponseRetry, Handed(change.Id, EventTypes.DirectoryChanged, change, NhiJson.Default.DirectoryChanged)),
            (Queues.RotationsRetry, Handed(signIn.Id, EventTypes.SignIn, signIn, NhiJson.Default.SignIn)),
            (Queues.Reactions, Message(AskAttestation.Kind, "rare-3", new AskAttestation(tenant, identity, "rare-3", "team-1", at.AddHours(6), "a0000000-0000-4000-8000-000000000004", at), NhiJson.Default.AskAttestation)),
            (Topics.Changes, Message(SourceLapsed.Kind, "rare-4", new SourceLapsed(tenant, LogSource.ManagedIdentity, at.AddHours(-2), 1), NhiJson.Default.SourceLapsed)),
            (Topics.Changes, Message(CredentialUsedForUsers.Kind, "rare-5", new CredentialUsedForUsers(tenant, "a0000000-0000-4000-8000-000000000005", at), NhiJson.Default.CredentialUsedForUsers)),
            (Topics.Changes, Message(MuteChanged.Kind, "rare-6", new MuteChanged(tenant, identity.Id, "rare", 1, MuteState.Muted, "It is known.", at), NhiJson.Default.MuteChanged)),
        })
        {
            await bus.SendAsync(queue, [message], CancellationToken.None);
        }

        var lockout = new AccountLockedOut(tenant, "00000000000000a7", "rare-7", at, "a0000000-0000-4000-8000-000000000007", "svc-rare", [EvidenceKinds.NamingPattern]);
        var denied = new ResourceDenied(tenant, "00000000000000a8", "rare-8", at, "a0000000-0000-4000-8000-000000000008", "microsoft.compute/virtualmachines/write", "MFA is required", [EvidenceKinds.Ropc]);
        var changed = new ResourceChanged(tenant, "00000000000000aa", "rare-10", at, "a0000000-0000-4000-8000-00000000000a", "microsoft.compute/virtualmachines/write", [EvidenceKinds.Ropc]);
        var rule = new RuleMatched(tenant, "00000000000000a9", "68b4aef7-3eaa-4e17-9d8a-4eace693ae2d", at, "AuditLogs", "a0000000-0000-4000-8000-000000000009", []);
        await topic.PublishAsync([Event(EventTypes.RuleMatched, rule.Key, rule, NhiJson.Default.RuleMatched, at), Event(EventTypes.AccountLockedOut, lockout.Id, lockout, NhiJson.Default.AccountLockedOut, at), Event(EventTypes.ResourceDenied, denied.Id, denied, NhiJson.Default.ResourceDenied, at), Event(EventTypes.ResourceChanged, changed.Id, changed, NhiJson.Default.ResourceChanged, at)], CancellationToken.None);
    }

    private static OutgoingMessage Handed<T>(string id, string type, T data, JsonTypeInfo<T> json) =>
        Message(RetryEvent.Kind, id, new RetryEvent(id, type, JsonSerializer.SerializeToElement(data, json)), NhiJson.Default.RetryEvent);

    private static OutgoingMessage Message<T>(string kind, string id, T body, JsonTypeInfo<T> json) => new(id, kind, JsonSerializer.SerializeToUtf8Bytes(body, json));

    private static OutgoingEvent Event<T>(string type, string id, T data, JsonTypeInfo<T> json, DateTimeOffset at) => new(id, type, "/test", id, at, JsonSerializer.SerializeToUtf8Bytes(data, json));
}
