using System.Net;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Portal.Access;
using NhiEvents.Local.Hosting;

namespace NhiEvents.Functions.Tests.Portal;

/// <summary>Every HTTP function of the portal, for every role and for somebody without any.</summary>
public sealed class RoleMatrixTests
{
    /// <summary>What needs no role: pages that hold nothing that is anybody's, and what a link to an owner opens (AttestationApiTests).</summary>
    private static readonly string[] Open = ["Health", "OpenPortal", "ServePage", "LookAtAttestation", "AnswerAttestation"];

    /// <summary>R(eader), W (owner), O(perator), A(pprover), U (auditor), I(nvestigator), S (administrator): who may.</summary>
    private static readonly Dictionary<string, string> Expected = new(StringComparer.Ordinal)
    {
        ["DescribeApi"] = "RWOAUIS",
        ["ExportFindings"] = "ROAUIS",
        ["ListExceptions"] = "RWOAUIS",
        ["ShowException"] = "RWOAUIS",
        ["ShowExceptionTerms"] = "RWOAUIS",
        ["ShowExceptionImport"] = "ROAUIS",
        ["PreviewException"] = "WO",
        ["RequestException"] = "WO",
        ["ExtendException"] = "WO",
        ["ApproveException"] = "A",
        ["DenyException"] = "A",
        ["RevokeException"] = "WOAS",
        ["ListRotations"] = "RWOAUIS",
        ["ShowRotation"] = "RWOAUIS",
        ["StartRotation"] = "OAS",
        ["HoldRotation"] = "OAS",
        ["ResumeRotation"] = "AS",
        ["AbortRotation"] = "AS",
        ["ListCampaigns"] = "ROAUIS",
        ["ListCampaignMembers"] = "ROAUIS",
        ["RunCampaign"] = "OS",
        ["ListTickets"] = "RWOAUIS",
        ["ListLedger"] = "UIS",
        ["CheckLedger"] = "UIS",
        ["ExportLedger"] = "UIS",
        ["ShowReview"] = "UIS",
        ["ListDeadLetters"] = "OS",
        ["ReplayDeadLetter"] = "OS",
        ["ListCases"] = "RWOAUIS",
        ["ListFindings"] = "RWOAUIS",
        ["ListIdentities"] = "RWOAUIS",
        ["ShowCase"] = "RWOAUIS",
        ["MuteFinding"] = "OAS",
        ["UnmuteFinding"] = "OAS",
        ["ResumeWrites"] = "S",
        ["ChangeMode"] = "S",
        ["StopWrites"] = "OAS",
        ["ShowSystem"] = "ROAUIS",
        ["ShowFeed"] = "RWOAUIS",
        ["ShowFinding"] = "RWOAUIS",
        ["ShowIdentity"] = "RWOAUIS",
        ["ShowMe"] = "RWOAUIS",
        ["ShowNow"] = "RWOAUIS",
    };

    private static readonly Dictionary<PortalRole, char> Letters = new()
    {
        [PortalRole.Reader] = 'R', [PortalRole.Owner] = 'W', [PortalRole.Operator] = 'O', [PortalRole.Approver] = 'A',
        [PortalRole.Auditor] = 'U', [PortalRole.Investigator] = 'I', [PortalRole.Administrator] = 'S',
    };

    [Fact]
    public async Task Each_endpoint_admits_the_roles_of_the_table_and_nobody_else()
    {
        await using var portal = await PortalBench.StartAsync(PortalBench.Platform);
        var endpoints = Endpoints(portal.App);
        Assert.Equal(Expected.Keys.Order(StringComparer.Ordinal), endpoints.Select(one => one.Function.Name));

        var wrong = new List<string>();
        foreach (var (function, method, path) in endpoints)
        {
            foreach (var (role, letter) in Letters)
            {
                var answer = await portal.SendAsync(method, path, ("X-MS-CLIENT-PRINCIPAL", PortalBench.Principal([role.ToString()])), ("X-Nhi-Request", "1"));
                var admitted = answer.StatusCode is not (HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized or HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests);
                if (admitted != Expected[function.Name].Contains(letter, StringComparison.Ordinal))
                {
                    wrong.Add($"{function.Name} as {role}: {answer.StatusCode}");
                }
            }

            var nobody = await portal.SendAsync(method, path, ("X-Nhi-Request", "1"));
            var noRole = await portal.SendAsync(method, path, ("X-MS-CLIENT-PRINCIPAL", PortalBench.Principal([])), ("X-Nhi-Request", "1"));
            if ((nobody.StatusCode, noRole.StatusCode) != (HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden))
            {
                wrong.Add($"{function.Name}: {nobody.StatusCode} for nobody, {noRole.StatusCode} without a role");
            }

            Assert.Equal("application/problem+json", nobody.Content.Headers.ContentType?.MediaType);
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Every_function_is_in_the_table_and_asks_the_door_under_its_own_name()
    {
        await using var portal = await PortalBench.StartAsync(PortalBench.Platform);

        Assert.Equal(Endpoints(portal.App).Select(one => one.Function.Name), AccessTable.Functions.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_path_begins_as_it_should_and_needs_no_function_key()
    {
        await using var portal = await PortalBench.StartAsync(PortalBench.Platform);

        foreach (var function in portal.App.Functions.Where(function => function.Trigger is HttpTriggerAttribute))
        {
            Assert.Matches("^/(api|portal)/", portal.App.RouteOf(function));
            Assert.Equal(AuthorizationLevel.Anonymous, ((HttpTriggerAttribute)function.Trigger).AuthLevel);
        }
    }

    internal static IReadOnlyList<(FunctionDescriptor Function, HttpMethod Method, string Path)> Endpoints(LocalApp app) =>
    [
        .. from function in app.Functions
           where function.Trigger is HttpTriggerAttribute && !Open.Contains(function.Name)
           from method in ((HttpTriggerAttribute)function.Trigger).Methods!
           select (function, new HttpMethod(method.ToUpperInvariant()), app.RouteOf(function).Replace("{id}", "some-id", StringComparison.Ordinal)),
    ];
}
