using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Detection;
using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Sqlite;

namespace NhiEvents.Functions.Tests.Local;

/// <summary>Whatever kind of event failed when it came: the retry queue's function handles it as the first function would have.</summary>
public sealed class DetectionRetryTests
{
    private static readonly DateTimeOffset At = LocalBench.Start.AddDays(-1);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_type_finds_its_handler_and_others_are_dead_letters()
    {
        await using var bench = await LocalBench.CreateAsync();
        await new SqliteMessageBus(bench.Storage.Broker).SendAsync(
            Queues.DetectionRetry,
            [
                Handed("1", EventTypes.SignIn, new SignIn("t", "00000000000000a1", "e1", SignInKind.ServicePrincipal, At, "s", 7000222, [], [], []), NhiJson.Default.SignIn),
                Handed("2", EventTypes.ResourceDenied, new ResourceDenied("t", "00000000000000a2", "e2", At, "u", "microsoft.compute/virtualmachines/write", "MFA is required", [EvidenceKinds.Ropc]), NhiJson.Default.ResourceDenied),
                Handed("3", EventTypes.AccountLockedOut, new AccountLockedOut("t", "00000000000000a3", "e3", At, "v", "svc-x", [EvidenceKinds.NamingPattern]), NhiJson.Default.AccountLockedOut),
                Handed("6", EventTypes.ResourceChanged, new ResourceChanged("t", "00000000000000a6", "e6", At, "w", "microsoft.compute/virtualmachines/write", [EvidenceKinds.Ropc]), NhiJson.Default.ResourceChanged),
                Handed("4", EventTypes.RiskDetected, new RiskDetected("t", "00000000000000a4", "e4", RiskSubject.Detection, RiskedIdentity.User, At, "u", "", "", []), NhiJson.Default.RiskDetected),
                Handed("5", EventTypes.SignIn, "no sign-in", NhiJson.Default.String),
            ],
            Ct);

        await bench.Host.RunAsync(Ct);

        var findings = await new FindingRepository(new IdentityRepository(bench.Storage.Table("detection"))).ReadAllAsync(Ct);
        Assert.Equal(["NHI102", "NHI104", "NHI111", "NHI407"], findings.Findings.Select(finding => finding.FindingType).Order(StringComparer.Ordinal));
        Assert.Equal(2, bench.Storage.Broker.Count(Queues.DetectionRetry).DeadLettered);
    }

    private static OutgoingMessage Handed<T>(string id, string type, T data, JsonTypeInfo<T> json) => new(
        id, RetryEvent.Kind, JsonSerializer.SerializeToUtf8Bytes(new RetryEvent(id, type, JsonSerializer.SerializeToElement(data, json)), NhiJson.Default.RetryEvent));
}
