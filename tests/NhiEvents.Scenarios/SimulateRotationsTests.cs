using System.Text.Json;

namespace NhiEvents.Scenarios;

/// <summary>The scenario expiring-secrets: tenant, vault and system together, with ports that fail every fifth time and a process that ends four times.</summary>
public sealed class SimulateRotationsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public Task No_sign_in_fails_while_secrets_are_rotated() => RotatesAsync(7, size: 20, "--days", "4");

    [Fact]
    [Trait("Set", "Full")]
    public Task No_sign_in_fails_in_ninety_days_of_rotations() => RotatesAsync(8, size: 60);

    public void Dispose() => _folder.Dispose();

    private async Task RotatesAsync(int seed, int size, params string[] more)
    {
        var ran = await Simulation.HereAsync(_folder, "expiring-secrets", seed, "a", size, more);

        Assert.Equal((0, ""), (ran.ExitCode, ran.Errors));
        using var verdict = JsonDocument.Parse(File.ReadAllText(_folder["a.json"]));
        var rotations = verdict.RootElement.GetProperty("rotations");
        int Of(string name) => rotations.GetProperty(name).GetInt32();
        Assert.InRange(Of("replaced"), 1, 2 * Of("applications"));
        Assert.InRange(Of("signIns"), 1, int.MaxValue);
        Assert.Equal((0, 0, 0), (Of("failedSignIns"), Of("usedKeysRetired"), Of("expiredUnrotated")));
        Assert.Equal((0, 0, 0), (Of("orphaned"), Of("repeated"), Of("unexplained")));
    }
}
