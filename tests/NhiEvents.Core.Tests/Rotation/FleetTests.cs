using NhiEvents.Contracts.Rotations;

namespace NhiEvents.Core.Tests.Rotation;

/// <summary>Ninety days of many applications whose secrets end, with jobs that read the vault through caches; with and without ports that fail every fifth time.</summary>
public sealed class FleetTests
{
    private const int Days = 90;

    [Fact]
    public Task Ninety_days_of_8_applications_without_a_failed_sign_in() => LiveAsync(8, faulty: false);

    [Fact]
    public Task Ninety_days_of_8_applications_behind_faulty_ports_without_a_failed_sign_in() => LiveAsync(8, faulty: true);

    [Fact]
    [Trait("Set", "Full")]
    public Task Ninety_days_of_200_applications_behind_faulty_ports_without_a_failed_sign_in() => LiveAsync(200, faulty: true);

    private static async Task LiveAsync(int count, bool faulty)
    {
        using var fleet = new Fleet(count, faulty);
        await fleet.RunAsync(Days);

        Assert.Empty(fleet.Failures);
        Assert.Equal(faulty, fleet.Postponed > 0);
        Assert.True(fleet.SignIns > count * Days, $"{fleet.SignIns} sign-ins");
        var rotations = await fleet.RotationsAsync();
        Assert.Equal(rotations.Count, rotations.Select(one => one.OldKeyId).Distinct().Count());
        Assert.Equal(count, rotations.Select(one => one.Application.Id).Distinct().Count());
        Assert.DoesNotContain(rotations, one => one.State is RotationState.Abandoned or RotationState.Held);
        Assert.All(fleet.Applications(), application => Assert.Contains(application.Credentials, one => one.EndsAt > fleet.Now.AddDays(1)));

        // Nothing is left of a new credential but the one that its rotation names.
        var made = rotations.Select(one => one.NewKeyId).ToHashSet();
        Assert.All(fleet.Applications().SelectMany(one => one.Credentials).Where(one => one.DisplayName!.StartsWith("nhi-", StringComparison.Ordinal)), one => Assert.Contains(one.KeyId, made));
        Assert.All(fleet.UsedWhenRemoved, Assert.False);
        Assert.NotEmpty(fleet.UsedWhenRemoved);
    }
}
