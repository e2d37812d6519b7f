using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Detection;

namespace NhiEvents.Core.Tests.Detection;

/// <summary>Short ways to ask what some events give.</summary>
internal static class CauseWorld
{
    public const string MaliciousIp = "Sign-in was blocked because it came from an IP address with malicious activity";

    public const string Locked = "The account is locked, you've tried to sign in too many times with an incorrect user ID or password.";

    public const string Owner = "77777777-0000-4000-8000-000000000001";

    /// <summary>The findings after all deadlines have come.</summary>
    public static async Task<IReadOnlyList<Finding>> FindingsOfAsync(params IReadOnlyList<SignIn> events)
    {
        using var world = new DetectionWorld();
        await world.DeliverAsync(events);
        return await world.FindingsAsync();
    }

    public static async Task<Finding> FindingOfAsync(params IReadOnlyList<SignIn> events) => Assert.Single(await FindingsOfAsync(events));

    public static SignIn Identity(double minute, int code, string? reason = null) => SignIns.App(minute, code) with
    {
        Kind = SignInKind.ManagedIdentity,
        Evidence = [EvidenceKinds.ManagedIdentity],
        IdentityId = "22222222-0000-4000-8000-00000000000a",
        Key = $"m{minute}{code}",
        FailureReason = reason,
    };

    public static SignIn Because(this SignIn signIn, string? reason) => signIn with { FailureReason = reason };

    public static ResourceDenied Denied(double minute, string operation = "Microsoft.Compute/virtualMachines/write", string identity = SignIns.Account) => new(
        SignIns.Tenant,
        $"d{minute:0000.000}{operation.Length}",
        $"id-d{minute}",
        SignIns.Start.AddMinutes(minute),
        identity,
        operation,
        "Resource was disallowed by policy. Reasons: MFA is required. See error details for policy resource IDs.",
        [EvidenceKinds.NamingPattern])
    {
        UserPrincipalName = "svc-backup@contoso.example",
        ResourceId = "/subscriptions/88888888-0000-4000-8000-000000000001/resourceGroups/jobs",
    };

    public static ResourceChanged Changed(double minute, string operation = "microsoft.compute/virtualmachines/write", string identity = SignIns.Account) => new(
        SignIns.Tenant, $"c{minute:0000.000}{operation.Length}", $"id-c{minute}", SignIns.Start.AddMinutes(minute), identity, operation, [EvidenceKinds.NamingPattern])
    {
        UserPrincipalName = "svc-backup@contoso.example",
        ResourceId = "/subscriptions/88888888-0000-4000-8000-000000000001/resourcegroups/jobs/providers/microsoft.compute/virtualmachines/vm1",
    };

    public static async Task ChangeAsync(this DetectionWorld world, params IReadOnlyList<ResourceChanged> events) => Assert.Empty(
        await new DetectResourceChangesHandler(
            world.Identities, world.Outbox, ErrorCodeTable.Shipped, Options.Create(new DetectionOptions()), world.Time, NullLogger<DetectResourceChangesHandler>.Instance)
            .HandleAsync(events, TestContext.Current.CancellationToken));

    public static DetectResourceDenialsHandler DenialsOf(DetectionWorld world) => new(
        world.Identities, world.Outbox, ErrorCodeTable.Shipped, Options.Create(new DetectionOptions()), world.Time, NullLogger<DetectResourceDenialsHandler>.Instance);

    public static async Task LockAsync(this DetectionWorld world, params IReadOnlyList<AccountLockedOut> events) => Assert.Empty(
        await new DetectAccountLockoutsHandler(
            world.Identities, world.Outbox, ErrorCodeTable.Shipped, Options.Create(new DetectionOptions()), world.Time, NullLogger<DetectAccountLockoutsHandler>.Instance)
            .HandleAsync(events, TestContext.Current.CancellationToken));

    public static AccountLockedOut Lockout(double minute, string? computer = "JOBHOST7", string identity = SignIns.Account) => new(
        SignIns.Tenant, $"l{minute:0000.000}{computer}", $"id-l{minute}", SignIns.Start.AddMinutes(minute), identity, "svc-backup", [EvidenceKinds.NamingPattern])
    {
        AccountSid = "S-1-5-21-1-2-3-1104",
        Domain = "CONTOSO",
        CallerComputer = computer,
    };

    public static async Task DenyAsync(this DetectionWorld world, params IReadOnlyList<ResourceDenied> events) =>
        Assert.Empty(await DenialsOf(world).HandleAsync(events, TestContext.Current.CancellationToken));
}
