using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Embedded.Vault;
using NhiEvents.Tests;

namespace NhiEvents.Ports.Tests.Embedded;

public sealed class EmbeddedVaultTests : SecretVaultContract, IDisposable
{
    private readonly SqliteDatabase _database = SqliteDatabase.OpenInMemory();
    private readonly EphemeralDataProtectionProvider _keys = new();
    private readonly ManualTime _time = new();
    private readonly EmbeddedVault _vault;

    public EmbeddedVaultTests() => _vault = new EmbeddedVault(_database, "vault1", _keys, _time);

    protected override ISecretVault Vault => _vault;

    [Fact]
    public async Task Texts_are_encrypted_at_rest()
    {
        await SetAsync("a-text-to-look-for");

        Assert.All(_vault.StoredBytes(), bytes => Assert.DoesNotContain("a-text-to-look-for", Encoding.UTF8.GetString(bytes), StringComparison.Ordinal));
        Assert.NotEmpty(_vault.StoredBytes());
    }

    [Fact]
    public async Task A_vault_that_is_opened_again_has_everything_and_announces_what_is_still_to_come()
    {
        await Vault.SetAsync("app-secret", new SecretValue("text"), new SecretProperties(_time.GetUtcNow().AddDays(60), Tags()), Ct);

        var again = new EmbeddedVault(_database, "vault1", _keys, _time);

        Assert.Equal("text", (await again.ReadAsync("app-secret", null, Ct))!.Reveal());
        Assert.Equal(_time.GetUtcNow().AddDays(30), again.NextEventDue);
    }

    [Fact]
    public async Task The_current_version_is_announced_when_made_30_days_before_its_end_and_at_its_end()
    {
        var version = await Vault.SetAsync("app-secret", new SecretValue("text"), new SecretProperties(_time.GetUtcNow().AddDays(90), Tags()), Ct);

        var made = Types();
        _time.Advance(TimeSpan.FromDays(60));
        var near = _vault.TakeEvents();
        _time.Advance(TimeSpan.FromDays(30));

        Assert.Equal(["Microsoft.KeyVault.SecretNewVersionCreated"], made);
        Assert.Equal("Microsoft.KeyVault.SecretNearExpiry", Assert.Single(near).Type);
        var told = JsonElement.Parse(near[0].Data.Span);
        Assert.Equal(("app-secret", version.Version, "vault1"), (told.GetProperty("ObjectName").GetString(), told.GetProperty("Version").GetString(), told.GetProperty("VaultName").GetString()));
        Assert.Equal(["Microsoft.KeyVault.SecretExpired"], Types());
        Assert.Null(_vault.NextEventDue);
    }

    [Fact]
    public async Task The_end_of_a_version_that_was_replaced_is_nobodys_news()
    {
        await Vault.SetAsync("app-secret", new SecretValue("old"), new SecretProperties(_time.GetUtcNow().AddDays(40), Tags()), Ct);
        await SetAsync("new");
        _vault.TakeEvents();

        _time.Advance(TimeSpan.FromDays(50));

        Assert.Empty(_vault.TakeEvents());
    }

    public void Dispose() => _database.Dispose();

    protected override Task PassASecondAsync()
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        return Task.CompletedTask;
    }

    private IEnumerable<string> Types() => [.. _vault.TakeEvents().Select(one => one.Type)];
}
