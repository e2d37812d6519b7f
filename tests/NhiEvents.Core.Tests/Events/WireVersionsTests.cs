using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;

namespace NhiEvents.Core.Tests.Events;

/// <summary>One sample of each version that was ever sent: all of them must read for ever.</summary>
public sealed class WireVersionsTests
{
    private const string LockedOut1 =
        """{"tenantId":"t","key":"k","id":"7","at":"2026-03-02T08:00:00+00:00","identityId":"s-1-5-21-1-2-3-1104","accountName":"svc-x","evidence":["naming-pattern"],"accountSid":"S-1-5-21-1-2-3-1104","domain":"CONTOSO","callerComputer":"JOBHOST7","domainController":"dc1"}""";

    private const string Changed1 =
        """{"tenantId":"t","key":"k","id":"i","at":"2026-03-02T08:00:00+00:00","operation":"Add member to group","category":"GroupManagement","result":"success","actor":{"kind":"user","id":"u"},"targets":[{"id":"g","type":"Group","properties":[{"name":"Group.ObjectID","newValue":"\"g\""}]}],"details":[{"name":"User-Agent","value":"x"}],"cut":[],"withheld":["targets[0].displayName"]}""";

    private const string Risk1 =
        """{"tenantId":"t","key":"k","id":"i","subject":"detection","identity":"servicePrincipal","at":"2026-03-02T08:00:00+00:00","identityId":"s","state":"atRisk","level":"high","evidence":["service-principal"],"riskType":"leakedCredentials","keyIds":["x"]}""";

    private const string Denied2 =
        """{"tenantId":"t","key":"k","id":"i","at":"2026-03-02T08:00:00+00:00","identityId":"u","operationName":"microsoft.compute/virtualmachines/write","reason":"MFA is required","evidence":[],"appId":"a"}""";

    private const string ResourceChanged1 =
        """{"tenantId":"t","key":"k","id":"i","at":"2026-03-02T08:00:00+00:00","identityId":"u","operationName":"microsoft.compute/virtualmachines/write","evidence":["naming-pattern"],"resourceId":"/subscriptions/s"}""";

    private const string Classified1 = """{"tenantId":"t","identityId":"u","evidence":["ropc"]}""";

    [Fact]
    public void Every_version_reads()
    {
        Assert.Equal("JOBHOST7", Read(LockedOut1, NhiJson.Default.AccountLockedOut).CallerComputer);
        Assert.Equal((ActorKind.User, "Group.ObjectID", 1), Read(Changed1, NhiJson.Default.DirectoryChanged) is var change ? (change.Actor.Kind, change.Targets[0].Properties[0].Name, change.Withheld.Count) : default);
        Assert.Equal((RiskSubject.Detection, RiskedIdentity.ServicePrincipal), Read(Risk1, NhiJson.Default.RiskDetected) is var risk ? (risk.Subject, risk.Identity) : default);
        Assert.Equal("a", Read(Denied2, NhiJson.Default.ResourceDenied).AppId);
        Assert.Equal(("/subscriptions/s", null), Read(ResourceChanged1, NhiJson.Default.ResourceChanged) is var resource ? (resource.ResourceId, resource.IpAddress) : default);
        Assert.Null(Read(Classified1, NhiJson.Default.IdentityClassified).UserPrincipalName);
    }

    /// <summary>A log may leave any optional member out, and then it is not on the wire: nobody may ask for it.</summary>
    [Fact]
    public void What_the_log_leaves_out_does_not_make_an_event_unreadable()
    {
        var signIn = new SignIn("t", "k", "i", SignInKind.NonInteractiveUser, DateTimeOffset.UnixEpoch, "u", 53003, [], [], [new AppliedPolicy("p", null, "failure", false)]);
        var change = new DirectoryChanged("t", "k", "i", DateTimeOffset.UnixEpoch, "o", "", "", new DirectoryActor(ActorKind.Unknown), [new ChangedObject("", [new ChangedProperty("x")])]) { Details = [new ChangeDetail("d")] };

        Assert.Null(Read(JsonSerializer.Serialize(signIn, NhiJson.Default.SignIn), NhiJson.Default.SignIn).Policies[0].DisplayName);
        Assert.Null(Read(JsonSerializer.Serialize(change, NhiJson.Default.DirectoryChanged), NhiJson.Default.DirectoryChanged).Targets[0].Id);
    }

    [Theory]
    [InlineData("\"accountName\":\"svc-x\",")]
    [InlineData("\"evidence\":[\"naming-pattern\"],")]
    public void A_missing_member_fails_at_the_border(string member) =>
        Assert.Throws<JsonException>(() => Read(LockedOut1.Replace(member, "", StringComparison.Ordinal), NhiJson.Default.AccountLockedOut));

    private static T Read<T>(string json, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) => JsonSerializer.Deserialize(json, type)!;
}
