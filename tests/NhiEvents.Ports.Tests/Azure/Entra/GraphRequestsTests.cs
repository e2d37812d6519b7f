using System.Text;
using System.Text.Json;
using NhiEvents.Core.Ports;

namespace NhiEvents.Ports.Tests.Azure.Entra;

/// <summary>What is asked for where, and what is sent, byte for byte.</summary>
public sealed class GraphRequestsTests : IDisposable
{
    private readonly GraphEntra _entra = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private StandInEntra Server => _entra.Server;

    public void Dispose() => _entra.Dispose();

    [Fact]
    public async Task A_policy_is_patched_with_exactly_what_was_given()
    {
        var patch = $$$$"""{ "conditions" : {"users":{"excludeUsers":["{{{{_entra.User}}}}"]}} }""";

        await _entra.Exclusions.PatchPolicyAsync(_entra.Policy, Encoding.UTF8.GetBytes(patch), Ct);

        var sent = Assert.Single(Server.Requests);
        Assert.Equal(("PATCH", $"/v1.0/identity/conditionalAccess/policies/{_entra.Policy}", patch), (sent.Method, sent.Path, sent.Body));
    }

    [Fact]
    public async Task A_list_of_policies_gives_each_byte_as_it_came()
    {
        var policy = """{ "id":"p1", "new" : {"x": [1,2.50] }, "displayName":"Zürich \u0026 more" }""";
        Server.AnswerNext(200, $$"""{"value":[{{policy}}]}""");

        var read = Assert.Single(await _entra.Exclusions.ListPoliciesAsync(Ct));

        Assert.Equal(policy, Encoding.UTF8.GetString(read.Json.Span));
    }

    [Fact]
    public async Task Only_casts_ask_for_eventual_consistency()
    {
        await _entra.Directory.ListGroupsOfAsync(_entra.User, Ct);
        await _entra.Directory.FindUserAsync(_entra.User, Ct);

        Assert.All(Server.Requests, request => Assert.Equal(request.Path.Contains("microsoft.graph.group", StringComparison.Ordinal) ? "eventual" : "", request.ConsistencyLevel));
        Assert.Contains("$count=true", Server.Requests[0].Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Beta_is_used_only_where_v1_lacks_what_is_needed()
    {
        await _entra.Directory.ListMembersAsync(_entra.AssignedGroup, transitive: true, Ct).ToListAsync(Ct);
        await _entra.Directory.ListRoleAssignmentsAsync(_entra.User, Ct);
        await _entra.Directory.ReadMfaSettingsAsync(_entra.User, Ct);
        await _entra.Directory.ReadTenantSettingsAsync(Ct);
        await _entra.Directory.ListUsersAsync(Ct).ToListAsync(Ct);
        await _entra.Directory.ListApplicationsAsync(Ct).ToListAsync(Ct);

        Assert.Equal(
            [$"/beta/groups/{_entra.AssignedGroup}/transitiveMembers", "/beta/roleManagement/directory/roleAssignments", $"/beta/users/{_entra.User}/authentication/requirements", "/beta/identity/conditionalAccess/settings"],
            Server.Requests.Select(request => request.Path).Where(path => path.StartsWith("/beta/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Settings_that_may_not_be_read_are_unknown()
    {
        Assert.Null((await _entra.Powerless.Directory.ReadTenantSettingsAsync(Ct)).ExcludedActions);
        Assert.NotNull((await _entra.Directory.ReadTenantSettingsAsync(Ct)).ExcludedActions);
    }

    [Fact]
    public async Task Lists_come_whole_from_many_pages()
    {
        Server.PageSize = 1;

        var principals = await _entra.Directory.ListServicePrincipalsAsync(Ct).ToListAsync(Ct);
        var roles = await _entra.Containment.ListAzureRolesAsync(_entra.ManagedIdentity, Ct);

        Assert.Equal([_entra.ServicePrincipal, _entra.ManagedIdentity], principals.Select(one => one.Id));
        Assert.Equal("/subscriptions/s/resourceGroups/g/providers/Microsoft.Authorization/roleAssignments/role-2", Assert.Single(roles).Id);
    }

    [Fact]
    public async Task Attributes_are_read_where_that_is_permitted_and_left_out_elsewhere()
    {
        await _entra.Exclusions.WriteTagAsync(_entra.ServicePrincipal, EntraFixture.Tag, "until 2026", Ct);
        Assert.Equal("until 2026", (await _entra.Directory.FindServicePrincipalAsync(_entra.ServicePrincipal, Ct))!.Attributes["Nhi.Exempt"]);

        Server.AnswerNext(403, """{"error":{"code":"Authorization_RequestDenied","message":"x"}}""");
        Assert.NotNull(await _entra.Directory.FindServicePrincipalAsync(_entra.ServicePrincipal, Ct));
        Assert.DoesNotContain("customSecurityAttributes", Server.Requests[^1].Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Credentials_of_a_service_principal_are_asked_for_and_what_signs_saml_is_told_from_what_signs_in()
    {
        Server.AnswerNext(200, """
            {"id":"sp","appId":"a","preferredTokenSigningKeyThumbprint":"010203",
             "passwordCredentials":[{"keyId":"hidden","hint":"abc","startDateTime":"2026-01-01T00:00:00Z","endDateTime":"2027-01-01T00:00:00Z"},{"keyId":"signs","customKeyIdentifier":"AQID"}],
             "keyCredentials":[{"keyId":"signs","usage":"Sign","customKeyIdentifier":"AQID"},{"keyId":"public","usage":"Verify","customKeyIdentifier":"AQID"},{"keyId":"own","usage":"Verify","customKeyIdentifier":"BAUG"}]}
            """);

        var principal = (await _entra.Directory.FindServicePrincipalAsync("sp", Ct))!;

        Assert.Contains("passwordCredentials,keyCredentials", Server.Requests[^1].Query, StringComparison.Ordinal);
        Assert.Equal("010203", principal.SamlThumbprint);
        Assert.Equal(
            [
                ("hidden", ApplicationCredentialKind.Password), ("signs", ApplicationCredentialKind.SamlSigning), ("signs", ApplicationCredentialKind.SamlSigning),
                ("public", ApplicationCredentialKind.SamlSigning), ("own", ApplicationCredentialKind.Certificate),
            ],
            principal.Credentials.Select(one => (one.KeyId, one.Kind)));
    }

    [Fact]
    public async Task A_certificate_is_added_beside_what_is_there_unknown_members_included()
    {
        Server.AnswerNext(200, """{"keyCredentials":[{"keyId":"11111111-0000-4000-8000-0000000000aa","type":"AsymmetricX509Cert","usage":"Verify","key":null,"somethingNew":{"kept":[1]}}]}""");
        Server.AnswerNext(204);
        Server.AnswerNext(200, """{"keyCredentials":[]}"""); // the read after the write lags
        var request = new CertificateRequest("CN=new", new byte[] { 1, 2, 3 }, "0123456789ABCDEF0123456789ABCDEF01234567", _entra.Now, _entra.Now.AddDays(30));

        var added = await _entra.Credentials.AddCertificateAsync(_entra.Application, request, Ct);

        var keys = JsonDocument.Parse(Server.Requests[1].Body).RootElement.GetProperty("keyCredentials");
        Assert.Equal("""{"kept":[1]}""", keys[0].GetProperty("somethingNew").GetRawText());
        Assert.Equal(("AQID", "ASNFZ4mrze8BI0VniavN7wEjRWc="), (keys[1].GetProperty("key").GetString(), keys[1].GetProperty("customKeyIdentifier").GetString()));
        Assert.Equal((keys[1].GetProperty("keyId").GetString(), request.Thumbprint), (added.KeyId, added.Thumbprint));
    }

    [Fact]
    public async Task An_answer_without_the_list_of_keys_never_leads_to_a_write()
    {
        Server.AnswerNext(200, "{}");
        var request = new CertificateRequest("CN=new", new byte[] { 1 }, "AB", _entra.Now, _entra.Now.AddDays(30));

        Assert.Equal(EntraFault.Transient, await FaultOf.Async(() => _entra.Credentials.AddCertificateAsync(_entra.Application, request, Ct)));
        Assert.DoesNotContain(Server.Requests, sent => sent.Method == "PATCH");
    }

    [Theory]
    [InlineData("0123456789abcdef0123456789abcdef01234567")]
    [InlineData("ASNFZ4mrze8BI0VniavN7wEjRWc=")]
    [InlineData("MDEyMzQ1Njc4OUFCQ0RFRjAxMjM0NTY3ODlBQkNERUYwMTIzNDU2Nw==")]
    public async Task A_thumbprint_is_understood_in_each_way_that_graph_writes_it(string identifier)
    {
        Server.AnswerNext(200, $$"""{"passwordCredentials":[],"keyCredentials":[{"keyId":"k","customKeyIdentifier":"{{identifier}}"}]}""");

        Assert.Equal("0123456789ABCDEF0123456789ABCDEF01234567", Assert.Single(await _entra.Credentials.ListAsync(_entra.Application, Ct)).Thumbprint);
    }

    [Fact]
    public async Task A_lifetime_over_the_limit_is_invalid_even_where_graph_says_forbidden()
    {
        Server.AnswerNext(403, """{"error":{"code":"CredentialInvalidLifetimeAsPerAppPolicy","message":"x"}}""");

        Assert.Equal(EntraFault.Invalid, await FaultOf.Async(() => _entra.Credentials.AddPasswordAsync(_entra.Application, new PasswordRequest("a", null, null), Ct)));
    }

    [Fact]
    public async Task An_applications_own_restriction_replaces_the_tenants_and_the_others_stay()
    {
        Server.AnswerNext(200, """{"createdDateTime":"2024-01-01T00:00:00Z"}""");
        Server.AnswerNext(200, """{"value":[{"isEnabled":true,"restrictions":{"passwordCredentials":[{"restrictionType":"passwordLifetime","maxLifetime":"P30D"}],"keyCredentials":[]}}]}""");
        Server.AnswerNext(200, """
            {"isEnabled":true,"applicationRestrictions":{
              "passwordCredentials":[{"restrictionType":"passwordLifetime","maxLifetime":"P180D"},{"restrictionType":"passwordAddition","restrictForAppsCreatedAfterDateTime":"2025-01-01T00:00:00Z"}],
              "keyCredentials":[{"restrictionType":"asymmetricKeyLifetime","maxLifetime":"P1Y","state":"enabled"}]}}
            """);

        Assert.Equal(new CredentialLimits(true, TimeSpan.FromDays(30), TimeSpan.FromDays(365)), await _entra.Credentials.ReadLimitsAsync(_entra.Application, Ct));
    }

    [Fact]
    public async Task A_role_in_azure_comes_back_with_its_condition()
    {
        var id = "/subscriptions/s/providers/Microsoft.Authorization/roleAssignments/r";
        Server.AnswerNext(200, """{"value":[{"id":"/subscriptions/s"}]}""");
        Server.AnswerNext(200, $$$"""{"value":[{"id":"{{{id}}}","properties":{"roleDefinitionId":"d","principalId":"p","scope":"/subscriptions/s","condition":"@Resource[x]"}}]}""");
        var assignment = Assert.Single(await _entra.Containment.ListAzureRolesAsync("p", Ct));
        Server.AnswerNext(201);

        Assert.True(await _entra.Containment.AddAzureRoleAsync(assignment, Ct));
        Assert.Equal("""{"properties":{"roleDefinitionId":"d","principalId":"p","condition":"@Resource[x]","conditionVersion":"2.0"}}""", Server.Requests[^1].Body);
        Assert.Equal((id, "?api-version=2022-04-01"), (Server.Requests[^1].Path, Server.Requests[^1].Query));
    }

    [Fact]
    public async Task A_token_goes_with_every_request_for_the_endpoint_it_goes_to()
    {
        await _entra.Containment.ListAzureRolesAsync(_entra.ManagedIdentity, Ct);

        Assert.All(Server.Requests, request => Assert.Equal("Bearer token-1", request.Authorization));
        Assert.Equal([new Uri(Server.Address, ".default").ToString()], _entra.Credential.Scopes.Distinct());
    }

    [Fact]
    public async Task No_secret_is_in_an_error()
    {
        Server.AnswerNext(200, """{"secretText":"s3cret-s3cret","hint":"s3c"}""");

        var error = await Assert.ThrowsAsync<EntraException>(() => _entra.Credentials.AddPasswordAsync(_entra.Application, new PasswordRequest("a", null, null), Ct));

        Assert.Equal(EntraFault.Transient, error.Fault);
        Assert.DoesNotContain("s3c", error.ToString(), StringComparison.Ordinal);
    }
}
