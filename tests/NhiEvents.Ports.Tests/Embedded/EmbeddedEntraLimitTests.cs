using System.Text;
using System.Text.Json;
using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Tenant.Faults;
using NhiEvents.Embedded.Tenant.Objects;

namespace NhiEvents.Ports.Tests.Embedded;

/// <summary>Graph's limits, and the faults that a tenant can be asked for.</summary>
public sealed class EmbeddedEntraLimitTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Conditional_access_takes_one_request_a_second_from_all_ports_together()
    {
        using var entra = new EmbeddedEntra();
        await entra.Exclusions.ListPoliciesAsync(Ct);

        var refused = await Assert.ThrowsAsync<EntraException>(async () => await entra.Directory.ListNamedLocationsAsync(Ct).ToListAsync(Ct));
        Assert.Equal((EntraFault.Throttled, null), (refused.Fault, refused.RetryAfter));

        await entra.PassASecondAsync();
        Assert.Empty(await entra.Directory.ListNamedLocationsAsync(Ct).ToListAsync(Ct));
    }

    [Fact]
    public async Task Lists_come_in_pages_and_are_complete()
    {
        using var entra = new EmbeddedEntra();
        var template = entra.Tenant.Administration.Find<TenantUser>(entra.User)!;
        entra.Tenant.Administration.Seed(Enumerable.Range(0, 2_500).Select(n => template with { Id = $"u-{n:D5}", UserPrincipalName = $"u{n}@contoso.example" }));

        var users = await entra.Directory.ListUsersAsync(Ct).ToListAsync(Ct);
        var members = await entra.Directory.ListMembersAsync(entra.DynamicGroup, transitive: false, Ct).ToListAsync(Ct);

        Assert.Equal(2_502, users.Select(user => user.Id).Distinct().Count());
        Assert.Equal(2_501, members.Distinct().Count());
    }

    [Fact]
    public async Task A_lost_answer_has_had_its_effect()
    {
        using var entra = new EmbeddedEntra(new TenantFaults { LostResponses = 1 });

        var lost = await Assert.ThrowsAsync<EntraException>(() => entra.Credentials.AddPasswordAsync(entra.Application, new PasswordRequest("attempt-7", null, null), Ct));

        Assert.Equal(EntraFault.Transient, lost.Fault);
        Assert.Equal("attempt-7", Assert.Single(await entra.Credentials.ListAsync(entra.Application, Ct)).DisplayName);
    }

    [Fact]
    public async Task A_server_error_and_a_throttled_request_have_had_none()
    {
        using var failing = new EmbeddedEntra(new TenantFaults { ServerErrors = 1 });
        using var busy = new EmbeddedEntra(new TenantFaults { Throttled = 1 });

        Assert.Equal(EntraFault.Transient, await FaultOf.Async(() => failing.Exclusions.AddMemberAsync(failing.AssignedGroup, failing.User, Ct)));
        Assert.Equal(EntraFault.Throttled, await FaultOf.Async(() => busy.Exclusions.AddMemberAsync(busy.AssignedGroup, busy.User, Ct)));
        Assert.Empty(failing.Tenant.Administration.Find<TenantGroup>(failing.AssignedGroup)!.Members);
        Assert.Empty(busy.Tenant.Administration.Find<TenantGroup>(busy.AssignedGroup)!.Members);
    }

    [Fact]
    public async Task The_same_seed_fails_the_same_requests()
    {
        var faults = new TenantFaults { Seed = 5, Throttled = 0.2, ServerErrors = 0.1, LostResponses = 0.1, Timeouts = 0.1 };

        var first = await OutcomesAsync(faults);

        Assert.Equal(first, await OutcomesAsync(faults));
        Assert.NotEqual(first, await OutcomesAsync(faults with { Seed = 6 }));
        Assert.Contains("Throttled without", first);
        Assert.Contains("Throttled with", first);
        Assert.Contains("Transient", first);
        Assert.Contains("done", first);
    }

    [Fact]
    public async Task No_secret_is_in_a_log_or_in_the_database()
    {
        using var entra = new EmbeddedEntra();
        var secret = (await entra.Credentials.AddPasswordAsync(entra.Application, new PasswordRequest("a", null, null), Ct)).Secret.Reveal();

        Assert.All(entra.Tenant.TakeLogs(), message => Assert.DoesNotContain(secret, Encoding.UTF8.GetString(message.Span), StringComparison.Ordinal));
        var stored = JsonSerializer.Serialize(entra.Tenant.Administration.Find<TenantApplication>(entra.Application));
        Assert.DoesNotContain(secret, stored, StringComparison.Ordinal);
    }

    private static async Task<List<string>> OutcomesAsync(TenantFaults faults)
    {
        using var entra = new EmbeddedEntra(faults);
        var outcomes = new List<string>();
        for (var i = 0; i < 100; i++)
        {
            try
            {
                await entra.Exclusions.AddMemberAsync(entra.AssignedGroup, entra.User, Ct);
                outcomes.Add("done");
            }
            catch (EntraException e)
            {
                outcomes.Add(e.Fault is EntraFault.Throttled ? $"Throttled {(e.RetryAfter is null ? "without" : "with")}" : e.Fault.ToString());
            }
        }

        return outcomes;
    }
}
