using System.Text.Json;

namespace NhiEvents.Scenarios;

/// <summary>Scenarios that rotate secrets: tenant, vault and system together, with ports that fail every fifth time and a process that ends in the middle of its work.</summary>
public sealed class SimulateRotationsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public Task No_sign_in_fails_while_secrets_are_rotated_in_a_storm() => RotatesAsync("secret-storm", 7, size: 20, "--days", "2");

    [Fact]
    [Trait("Set", "Full")]
    public Task No_sign_in_fails_in_ninety_days_of_rotations() => RotatesAsync("expiring-secrets", 8, size: 60);

    [Fact]
    [Trait("Set", "Full")]
    public Task No_sign_in_fails_in_ninety_days_of_rotations_in_a_storm() => RotatesAsync("secret-storm", 8, size: 60);

    /// <summary>The ninety days of it take half an hour: see docs/rotation.md.</summary>
    [Fact]
    [Trait("Set", "Full")]
    public Task No_sign_in_fails_while_the_secrets_of_a_thousand_applications_are_rotated() => RotatesAsync("thousand-secrets", 8, size: 20, "--days", "5");

    public void Dispose() => _folder.Dispose();

    private async Task RotatesAsync(string scenario, int seed, int size, params string[] more)
    {
        var ran = await Simulation.HereAsync(_folder, scenario, seed, "a", size, more);

        Assert.Equal((0, ""), (ran.ExitCode, ran.Errors));
        using var verdict = JsonDocument.Parse(File.ReadAllText(_folder["a.json"]));
        var rotations = verdict.RootElement.GetProperty("rotations");
        int Of(string name) => rotations.GetProperty(name).GetInt32();
        Assert.InRange(Of("replaced"), 1, 2 * Of("applications"));
        Assert.InRange(Of("signIns"), 1, int.MaxValue);
        Assert.Equal((0, 0, 0), (Of("failedSignIns"), Of("usedKeysRetired"), Of("expiredUnrotated")));
        Assert.Equal((0, 0, 0), (Of("orphaned"), Of("repeated"), Of("unexplained")));
        var planted = verdict.RootElement.GetProperty("findings").GetProperty("NHI302");
        Assert.Equal((2, 2, 0), (planted.GetProperty("truths").GetInt32(), planted.GetProperty("found").GetInt32(), planted.GetProperty("false").GetInt32()));
    }
}
