using NhiEvents.Azure.HashiCorp;
using NhiEvents.Core.Ports;

namespace NhiEvents.Ports.Tests.Azure;

/// <summary>The vault suite on a local server that speaks HashiCorp Vault's key-value engine, version 2.</summary>
public sealed class KvSecretVaultTests : SecretVaultContract, IAsyncLifetime
{
    private readonly HttpClient _client = new();
    private StandInKv _server = null!;
    private KvSecretVault _vault = null!;

    protected override ISecretVault Vault => _vault;

    public async ValueTask InitializeAsync()
    {
        _server = await StandInKv.StartAsync();
        _vault = Open(StandInKv.Token);
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return _server.DisposeAsync();
    }

    [Fact]
    public async Task A_wrong_token_is_forbidden() =>
        Assert.Equal(VaultFault.Forbidden, (await Assert.ThrowsAsync<VaultException>(() => Open("wrong").ListVersionsAsync("app-secret", Ct))).Fault);

    [Theory]
    [InlineData(429, VaultFault.Throttled)]
    [InlineData(500, VaultFault.Transient)]
    [InlineData(503, VaultFault.Transient)]
    [InlineData(400, VaultFault.Invalid)]
    public async Task A_refusal_is_told_apart_and_says_nothing_of_the_text(int status, VaultFault fault)
    {
        _server.NextStatus = status;

        var thrown = await Assert.ThrowsAsync<VaultException>(() => SetAsync("a-text-to-look-for"));

        Assert.Equal(fault, thrown.Fault);
        Assert.DoesNotContain("a-text-to-look-for", thrown.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_describes_old_versions_is_dropped_before_the_engine_runs_out_of_room()
    {
        for (var i = 0; i < 25; i++)
        {
            await Vault.SetAsync("app-secret", new SecretValue("text"), new SecretProperties(null, Tags(("n", $"{i}"))), Ct);
        }

        var versions = await Vault.ListVersionsAsync("app-secret", Ct);
        Assert.Equal((25, "24", null), (versions.Count, versions[0].Tag("n"), versions[24].Tag("n")));
    }

    protected override Task PassASecondAsync() => Task.CompletedTask;

    private KvSecretVault Open(string token) => new(
        (request, ct) =>
        {
            request.Headers.Add("X-Vault-Token", token);
            return _client.SendAsync(request, ct);
        },
        _server.Address,
        "secret");
}
