using NhiEvents.Core.Ports;
using NhiEvents.Embedded.Tenant.Faults;

namespace NhiEvents.Ports.Tests.Azure.Entra;

/// <summary>What is the same for every request: pace, repetition, pages, errors.</summary>
public sealed class RestApiTests : IDisposable
{
    private readonly GraphEntra _entra = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private StandInEntra Server => _entra.Server;

    public void Dispose() => _entra.Dispose();

    [Fact]
    public async Task Conditional_access_is_asked_once_a_second_whatever_is_asked()
    {
        var start = _entra.Now;

        await _entra.Exclusions.ListPoliciesAsync(Ct);
        await _entra.Directory.ListNamedLocationsAsync(Ct).ToListAsync(Ct);
        await _entra.Exclusions.ReadPolicyAsync(_entra.Policy, Ct);

        Assert.Equal(3, Server.Requests.Count); // none was refused
        Assert.Equal([TimeSpan.FromSeconds(1.1), TimeSpan.FromSeconds(1.1)], _entra.Time.Waited);
        Assert.Equal(start + TimeSpan.FromSeconds(2.2), _entra.Now);
    }

    [Fact]
    public async Task A_throttled_request_waits_as_long_as_it_is_told()
    {
        Server.AnswerNext(429, "", "Retry-After", "7");

        Assert.NotNull(await _entra.Directory.FindUserAsync(_entra.User, Ct));
        Assert.Equal([TimeSpan.FromSeconds(7)], _entra.Time.Waited);
    }

    [Fact]
    public async Task A_time_to_wait_until_is_understood_too()
    {
        Server.AnswerNext(429, "", "Retry-After", DateTimeOffset.MaxValue.AddYears(-1).ToString("R"));

        var refused = await Assert.ThrowsAsync<EntraException>(() => _entra.Directory.FindUserAsync(_entra.User, Ct));
        Assert.Equal(EntraFault.Throttled, refused.Fault);
        Assert.True(refused.RetryAfter > TimeSpan.FromDays(365));
    }

    [Fact]
    public async Task Without_a_time_to_wait_the_pauses_double_and_the_third_refusal_is_the_last()
    {
        Server.AnswerNext(429);
        Server.AnswerNext(429);
        Server.AnswerNext(429);

        var refused = await Assert.ThrowsAsync<EntraException>(() => _entra.Directory.FindUserAsync(_entra.User, Ct));

        Assert.Equal((EntraFault.Throttled, null), (refused.Fault, refused.RetryAfter));
        Assert.Equal([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)], _entra.Time.Waited);
    }

    [Fact]
    public async Task A_long_wait_is_the_callers_to_decide()
    {
        Server.AnswerNext(429, "", "Retry-After", "120");

        var refused = await Assert.ThrowsAsync<EntraException>(() => _entra.Directory.FindUserAsync(_entra.User, Ct));

        Assert.Equal((EntraFault.Throttled, TimeSpan.FromMinutes(2)), (refused.Fault, refused.RetryAfter));
        Assert.Empty(_entra.Time.Waited);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(504)]
    [InlineData(0)]
    public async Task A_read_is_repeated_after_a_server_error_and_a_write_never(int status)
    {
        Server.AnswerNext(status);
        Assert.NotNull(await _entra.Directory.FindUserAsync(_entra.User, Ct));
        Assert.Equal(2, Server.Requests.Count);

        Server.AnswerNext(status, thenDo: true);
        Assert.Equal(EntraFault.Transient, await FaultOf.Async(() => _entra.Exclusions.AddMemberAsync(_entra.AssignedGroup, _entra.User, Ct)));
        Assert.Single(Server.Requests, request => request.Method == "POST");
        Assert.False(await _entra.Exclusions.AddMemberAsync(_entra.AssignedGroup, _entra.User, Ct)); // it had been done
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    [InlineData(0)]
    public async Task A_new_password_is_asked_for_once(int status)
    {
        Server.AnswerNext(status, thenDo: status != 429);

        await Assert.ThrowsAsync<EntraException>(() => _entra.Credentials.AddPasswordAsync(_entra.Application, new PasswordRequest("attempt-1", null, null), Ct));

        Assert.Single(Server.Requests, request => request.Path.EndsWith("/addPassword", StringComparison.Ordinal));
        Assert.Equal(status == 429 ? 0 : 1, (await _entra.Credentials.ListAsync(_entra.Application, Ct)).Count(one => one.DisplayName == "attempt-1"));
    }

    [Theory]
    [InlineData("https://attacker.example/v1.0/users?$skiptoken=1")]
    [InlineData("//attacker.example/users")]
    public async Task A_next_page_elsewhere_never_gets_the_token(string link)
    {
        Server.AnswerNext(200, $$"""{"value":[],"@odata.nextLink":"{{link}}"}""");

        Assert.Equal(EntraFault.Transient, await FaultOf.Async(async () => await _entra.Directory.ListUsersAsync(Ct).ToListAsync(Ct)));
        Assert.Single(Server.Requests);
    }

    [Fact]
    public async Task A_page_that_names_itself_as_the_next_ends_with_an_error()
    {
        var address = "v1.0/identity/conditionalAccess/policies";
        Server.AnswerNext(200, $$"""{"value":[],"@odata.nextLink":"{{address}}"}""");

        Assert.Equal(EntraFault.Transient, await FaultOf.Async(async () => await _entra.Directory.ListPoliciesAsync(Ct).ToListAsync(Ct)));
    }

    [Fact]
    public async Task A_list_whose_third_page_fails_is_no_list()
    {
        for (var page = 0; page < 3; page++)
        {
            Server.AnswerNext(200, $$"""{"value":[{"id":"p{{page}}"}],"@odata.nextLink":"{{new Uri(Server.Address, $"/v1.0/identity/conditionalAccess/policies?$skiptoken={page}")}}"}""");
        }

        Server.AnswerNext(400, """{"error":{"code":"BadRequest","message":"token expired"}}""");

        Assert.Equal(EntraFault.Invalid, await FaultOf.Async(() => _entra.Exclusions.ListPoliciesAsync(Ct)));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("")]
    [InlineData("""{"displayName":"no id"}""")]
    [InlineData("[]")]
    public async Task An_answer_that_cannot_be_read_is_no_answer(string body)
    {
        Server.AnswerNext(200, body);

        Assert.Equal(EntraFault.Transient, await FaultOf.Async(() => _entra.Directory.FindUserAsync(_entra.User, Ct)));
    }

    [Fact]
    public async Task An_error_names_the_request_the_code_the_permission_and_nobody()
    {
        Server.AnswerNext(403, """{"error":{"code":"Authorization_RequestDenied","message":"sara.bothma@contoso.example may not","innerError":{"request-id":"x"}}}""");

        var error = await Assert.ThrowsAsync<EntraException>(() => _entra.Directory.FindUserAsync(_entra.User, Ct));

        Assert.Equal(
            $"Microsoft Graph answered 403 (Authorization_RequestDenied, request-id request-1) to GET v1.0/users/{_entra.User}; it needs User.Read.All.", error.Message);
    }

    [Fact]
    public async Task A_hostile_id_stays_within_its_segment_of_the_path()
    {
        Assert.Null(await _entra.Directory.FindGroupAsync("../policies?$filter=x#", Ct));
        Assert.Equal("/v1.0/groups/../policies?$filter=x#", Uri.UnescapeDataString(Server.Requests[0].Path));
        Assert.Equal(EntraFault.Invalid, await FaultOf.Async(() => _entra.Directory.FindUserAsync("..", Ct)));
        Assert.Equal(EntraFault.Invalid, await FaultOf.Async(() => _entra.Directory.FindUserAsync(" ", Ct)));
        Assert.Equal(EntraFault.Invalid, await FaultOf.Async(() => _entra.Containment.RemoveAzureRoleAsync("/subscriptions/s/resourceGroups/g", Ct)));
        Assert.Equal(EntraFault.Invalid, await FaultOf.Async(() => _entra.Containment.RemoveAzureRoleAsync("/subscriptions/s/providers/Microsoft.Authorization/roleAssignments/../../x", Ct)));
    }

    [Fact]
    public async Task A_revoked_token_is_replaced_by_one_that_meets_the_claims()
    {
        var claims = Convert.ToBase64String("""{"access_token":{"nbf":{"essential":true,"value":"1"}}}"""u8);
        Server.AnswerNext(401, "", "WWW-Authenticate", $"""Bearer realm="", authorization_uri="https://login.example/oauth2/authorize", error="insufficient_claims", claims="{claims}" """.Trim());

        Assert.True(await _entra.Exclusions.AddMemberAsync(_entra.AssignedGroup, _entra.User, Ct));

        Assert.Equal(Server.Requests[0].Body, Server.Requests[1].Body);
        Assert.Equal([null, """{"access_token":{"nbf":{"essential":true,"value":"1"}}}"""], _entra.Credential.Claims);
    }

    [Fact]
    public async Task A_refused_token_is_not_tried_again()
    {
        Server.AnswerNext(401, """{"error":{"code":"InvalidAuthenticationToken"}}""", "WWW-Authenticate", "Bearer error=\"invalid_token\"");

        Assert.Equal(EntraFault.Forbidden, await FaultOf.Async(() => _entra.Directory.FindUserAsync(_entra.User, Ct)));
        Assert.Single(Server.Requests);
    }

    [Fact]
    public async Task Under_faults_a_list_is_whole_or_an_error_and_never_a_part()
    {
        using var entra = new GraphEntra(new TenantFaults { Seed = 3, Throttled = 0.2, ServerErrors = 0.2, Timeouts = 0.2 });
        var whole = 0;
        for (var i = 0; i < 60; i++)
        {
            try
            {
                Assert.Equal(6, (await entra.Directory.ListGroupsAsync(Ct).ToListAsync(Ct)).Count);
                whole++;
            }
            catch (EntraException e)
            {
                Assert.True(e.Fault is EntraFault.Throttled or EntraFault.Transient);
            }
        }

        Assert.InRange(whole, 1, 59);
    }

    [Fact]
    public async Task A_cancelled_request_is_cancelled_and_no_fault()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _entra.Directory.FindUserAsync(_entra.User, cancelled.Token));
    }
}
