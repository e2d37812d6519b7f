using NhiEvents.Contracts;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Contracts.Rotations;
using NhiEvents.Core.Rotation.Inventory;
using NhiEvents.Core.Rotation.Policies;
using NhiEvents.Core.Rotation.Triggers;

namespace NhiEvents.Core.Tests.Rotation;

/// <summary>What the age and the end of a credential call for: NHI303 and NHI304.</summary>
public sealed class InventoryTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 15, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(30.5, null, null)]
    [InlineData(30, null, 30)]
    [InlineData(14.5, 30, null)]
    [InlineData(14, 30, 14)]
    [InlineData(14, null, 14)]
    [InlineData(7, 14, 7)]
    [InlineData(7, 7, null)]
    [InlineData(1, 7, 1)]
    [InlineData(0.1, 1, null)]
    [InlineData(0.1, 30, 1)]
    [InlineData(-0.1, 7, null)]
    public void A_notice_is_due_at_30_14_7_and_1_days_once_each(double daysLeft, int? noticed, int? due)
    {
        var credential = new KnownCredential("key-1", CredentialForms.Secret, null, Now.AddDays(-100), Now.AddDays(daysLeft)) { Noticed = noticed };

        var decision = InventoryDecision.For(credential, [], isCurrentInVault: true, vaultHasAnother: false, hasFederation: false, use: null, terms: null, Now);

        Assert.Equal(due, decision.Notice);
        Assert.False(decision.Rotate); // no policy names it
    }

    [Theory]
    [InlineData(false, false, false, true)]
    [InlineData(true, false, false, false)]
    [InlineData(false, true, false, false)]
    [InlineData(false, false, true, false)]
    public void Nobody_is_told_of_the_end_of_what_nobody_depends_on(bool successorInVault, bool longerLived, bool federated, bool told)
    {
        var credential = new KnownCredential("key-1", CredentialForms.Secret, null, Now.AddDays(-100), Now.AddDays(5));
        KnownCredential[] others = longerLived ? [credential with { KeyId = "key-2", EndsAt = Now.AddDays(300) }] : [];

        var decision = InventoryDecision.For(credential, others, isCurrentInVault: false, successorInVault, federated, use: null, terms: null, Now);

        Assert.Equal(told, decision.NearEnd);
    }

    [Fact]
    public async Task A_credential_older_than_its_policy_allows_is_told_once_and_taken_back_when_it_is_replaced()
    {
        using var observed = new RotationWorld(policy: one => Aged(one, RotationMode.Observe));
        await ScanAsync(observed);
        await ScanAsync(observed);

        var told = Assert.Single(await FindingsAsync(observed)).Finding;
        Assert.Equal(("credential-too-old", Severity.Medium, FindingState.Open), (told.Name, told.Severity, told.State));
        Assert.Contains(observed.OldKey, told.Cause, StringComparison.Ordinal);
        Assert.StartsWith("Where the job runs on Azure: give it a managed identity.", told.Remedies[0].Steps[0], StringComparison.Ordinal);

        using var replaced = new RotationWorld(policy: one => Aged(one, RotationMode.Enforce));
        await ScanAsync(replaced);
        var asked = Assert.Single(await replaced.Ports.ReceivedAsync(Queues.Rotations, NhiJson.Default.StartRotation));
        await replaced.StartAsync(asked);
        await replaced.RunForAsync(TimeSpan.FromHours(1));
        await ScanAsync(replaced);

        Assert.Equal(RotationState.Watching, (await replaced.StateAsync()).State);
        Assert.Equal([FindingState.Open, FindingState.Withdrawn], (await FindingsAsync(replaced)).Select(one => one.Finding.State));
    }

    private static RotationPolicy Aged(RotationPolicy one, RotationMode mode) => new() { Applications = one.Applications, SecretName = one.SecretName, Mode = mode, MaximumAge = TimeSpan.FromDays(100), RotateBefore = TimeSpan.FromDays(5) };

    private static Task<Outcome> ScanAsync(RotationWorld world)
    {
        world.Time.Advance(TimeSpan.FromSeconds(1));
        return world.SayAsync(() => world.Get<ScanCredentialsHandler>().HandleAsync(new ScanCredentials(RotationWorld.TenantId, world.Time.GetUtcNow()), default));
    }

    private static async Task<IReadOnlyList<FindingChanged>> FindingsAsync(RotationWorld world) =>
        [.. (await world.Ports.ReceivedAsync(Doubles.EmbeddedPorts.Findings, NhiJson.Default.FindingChanged)).Where(one => one.Finding.FindingType == "NHI304")];
}
