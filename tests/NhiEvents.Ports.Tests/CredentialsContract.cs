using NhiEvents.Core.Ports;

namespace NhiEvents.Ports.Tests;

/// <summary>What every credentials port must do. A provider's suite: inherit, supply a tenant.</summary>
public abstract class CredentialsContract(EntraFixture tenant) : IDisposable
{
    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    private ICredentials Credentials => tenant.Credentials;

    public void Dispose()
    {
        tenant.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_new_password_is_listed_without_its_text_and_lives_two_years_by_default()
    {
        var added = await Credentials.AddPasswordAsync(tenant.Application, new PasswordRequest("attempt-1", null, null), Ct);

        var listed = Assert.Single(await Credentials.ListAsync(tenant.Application, Ct), one => one.KeyId == added.Credential.KeyId);
        Assert.Equal(("attempt-1", ApplicationCredentialKind.Password), (listed.DisplayName, listed.Kind));
        Assert.Equal(listed.StartsAt.AddYears(2), listed.EndsAt);
        Assert.StartsWith(listed.Hint!, added.Secret.Reveal(), StringComparison.Ordinal);
        Assert.Equal("***", added.Secret.ToString());
        Assert.DoesNotContain(added.Secret.Reveal(), listed.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(added.Secret.Reveal(), added.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Adding_a_password_again_makes_another_one()
    {
        var first = await Credentials.AddPasswordAsync(tenant.Application, new PasswordRequest("attempt", null, null), Ct);
        var second = await Credentials.AddPasswordAsync(tenant.Application, new PasswordRequest("attempt", null, null), Ct);

        Assert.NotEqual(first.Credential.KeyId, second.Credential.KeyId);
        Assert.NotEqual(first.Secret.Reveal(), second.Secret.Reveal());
        Assert.Equal(2, (await Credentials.ListAsync(tenant.Application, Ct)).Count(one => one.DisplayName == "attempt"));
    }

    [Fact]
    public async Task A_credential_is_removed_by_its_key_id_once()
    {
        var added = await Credentials.AddPasswordAsync(tenant.Application, new PasswordRequest("attempt", null, null), Ct);

        Assert.True(await Credentials.RemoveAsync(tenant.Application, added.Credential.KeyId, Ct));
        Assert.False(await Credentials.RemoveAsync(tenant.Application, added.Credential.KeyId, Ct));
        Assert.Empty(await Credentials.ListAsync(tenant.Application, Ct));
    }

    [Fact]
    public async Task A_certificate_is_added_once_however_often_it_is_asked_for()
    {
        var request = new CertificateRequest("CN=test", new byte[] { 1, 2, 3 }, "0123456789ABCDEF0123456789ABCDEF01234567", tenant.Now, tenant.Now.AddDays(30));

        var first = await Credentials.AddCertificateAsync(tenant.Application, request, Ct);
        var second = await Credentials.AddCertificateAsync(tenant.Application, request, Ct);

        Assert.Equal(first, second);
        Assert.Equal(request.Thumbprint, Assert.Single(await Credentials.ListAsync(tenant.Application, Ct)).Thumbprint);
    }

    [Fact]
    public async Task What_the_tenant_allows_is_read_and_enforced()
    {
        var limits = await Credentials.ReadLimitsAsync(tenant.LimitedApplication, Ct);
        var tooLong = new CertificateRequest("CN=test", new byte[] { 1 }, "AB", tenant.Now, tenant.Now.AddDays(91));

        Assert.Equal(new CredentialLimits(false, limits.MaxPasswordLife, TimeSpan.FromDays(90)), limits);
        Assert.Equal(EntraFault.Invalid, await FaultOf.Async(() => Credentials.AddPasswordAsync(tenant.LimitedApplication, new PasswordRequest("a", null, null), Ct)));
        Assert.Equal(EntraFault.Invalid, await FaultOf.Async(() => Credentials.AddCertificateAsync(tenant.LimitedApplication, tooLong, Ct)));
        Assert.Equal(new CredentialLimits(true, null, null), await Credentials.ReadLimitsAsync(tenant.Application, Ct));
    }

    [Fact]
    public async Task Unknown_applications_are_not_found()
    {
        Assert.Equal(EntraFault.NotFound, await FaultOf.Async(() => Credentials.ListAsync(EntraFixture.Unknown, Ct)));
        Assert.Equal(EntraFault.NotFound, await FaultOf.Async(() => Credentials.AddPasswordAsync(EntraFixture.Unknown, new PasswordRequest("a", null, null), Ct)));
        Assert.Equal(EntraFault.NotFound, await FaultOf.Async(() => Credentials.RemoveAsync(EntraFixture.Unknown, "key", Ct)));
    }

    [Fact]
    public async Task Without_permission_nothing_is_changed()
    {
        var powerless = tenant.Powerless.Credentials;

        Assert.Equal(EntraFault.Forbidden, await FaultOf.Async(() => powerless.AddPasswordAsync(tenant.Application, new PasswordRequest("a", null, null), Ct)));
        Assert.Equal(EntraFault.Forbidden, await FaultOf.Async(() => powerless.RemoveAsync(tenant.Application, "key", Ct)));
        Assert.Empty(await Credentials.ListAsync(tenant.Application, Ct));
    }
}
