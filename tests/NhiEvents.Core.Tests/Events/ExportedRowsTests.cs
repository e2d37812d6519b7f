using System.Text;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.Events;

namespace NhiEvents.Core.Tests.Events;

/// <summary>Rows that an export has cut down, and kinds of rows that came later than the rest.</summary>
public sealed class ExportedRowsTests
{
    private const string Audit = """{"Id":"d1","Category":"ApplicationManagement","ActivityDisplayName":"Add service principal","ActivityDateTime":"2026-03-02T08:00:00Z","InitiatedBy":BY,"TargetResources":TO}""";

    [Theory]
    [InlineData("""{"App":"Microsoft.Graph.PowerShell.Models.MicrosoftGraphAppIdentity","User":null}""", "[]")]
    [InlineData("""{"App":null,"User":"@{Id=x; DisplayName=y}"}""", "[]")]
    [InlineData("\"Microsoft.Graph.PowerShell.Models.MicrosoftGraphAuditActivityInitiator\"", "[]")]
    [InlineData("null", """["Microsoft.Graph.PowerShell.Models.MicrosoftGraphTargetResource"]""")]
    [InlineData("null", "\"System.Object[]\"")]
    public void An_audit_that_PowerShell_has_cut_is_refused(string initiatedBy, string targets)
    {
        var row = Audit.Replace("BY", initiatedBy, StringComparison.Ordinal).Replace("TO", targets, StringComparison.Ordinal);

        Assert.Contains("ConvertTo-Json -Depth 10", Refused(row, RejectReasons.NoProperties), StringComparison.Ordinal);
    }

    [Fact]
    public void A_whole_audit_of_PowerShell_is_not()
    {
        var row = Audit.Replace("BY", """{"App":{"ServicePrincipalId":"S1","DisplayName":"Microsoft.Azure.Sync","Name":"Microsoft.Azure.Sync"},"User":null}""", StringComparison.Ordinal)
            .Replace("TO", """[{"Id":"t1","Type":"ServicePrincipal","DisplayName":"System.Test"}]""", StringComparison.Ordinal);

        var change = Assert.IsType<ReadResult.Change>(EventReader.Read(Encoding.UTF8.GetBytes(row))).Event;

        Assert.Equal(("s1", "t1"), (change.Actor.Id, Assert.Single(change.Targets).Id));
    }

    [Fact]
    public void A_table_behind_the_name_of_its_type_is_refused_for_its_status()
    {
        const string Csv = "#TYPE Microsoft.Graph.PowerShell.Models.MicrosoftGraphSignIn\r\n\"Id\",\"CreatedDateTime\",\"UserId\",\"IsInteractive\",\"Status\"\r\n"
            + "\"1\",\"2026-03-02T08:00:00Z\",\"u1\",\"True\",\"Microsoft.Graph.PowerShell.Models.MicrosoftGraphSignInStatus\"\r\n";

        Assert.Contains("ConvertTo-Json -Depth 10", Refused(Csv, RejectReasons.NoStatus), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"Datum (UTC)\",\"Anforderungs-ID\",\"Benutzer\"\r\n\"2026-03-02T08:00:00Z\",\"1\",\"x\"\r\n")]
    [InlineData("TimeGenerated  Id  ResultType\n-------------  --  ----------\n2026-03-02  1  0\n")]
    public void Headings_that_nobody_knows_are_refused_with_what_to_give_instead(string text) =>
        Assert.Contains("take the JSON", Refused(text, RejectReasons.NotJson), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"id":"1","activityDateTime":"2026-03-02T08:00:00Z","provisioningAction":"create","provisioningSteps":[],"targetSystem":{}}""", "ProvisioningLogs")]
    [InlineData("""{"category":"PreAuthenticationDiscoveryLogs","ErrorNumber":"50034","operationName":"Sign-in activity"}""", "PreAuthenticationDiscoveryLogs")]
    [InlineData("""{"category":"CustomSecurityAttributeAuditLogs","properties":{}}""", "CustomSecurityAttributeAuditLogs")]
    [InlineData("""{"id":"1","createdDateTime":"2026-03-02T08:00:00Z","auditLogRecordType":"AuditSearch","userId":"u","auditData":{"RecordType":1}}""", "OfficeActivity")]
    public void Rows_of_logs_that_nobody_reads_are_left_aside(string row, string log) =>
        Assert.Equal(log, Assert.IsType<ReadResult.NotForUs>(Single(row)).Reason);

    [Theory]
    [InlineData("""{"id":"r1","agentId":"A1","agentDisplayName":"agent","identityType":"agentIdentity","detectedDateTime":"2026-03-02T08:00:00Z","riskEventType":"adminConfirmedAgentCompromised","riskLevel":"high","riskState":"confirmedCompromised"}""")]
    [InlineData("""{"time":"2026-03-02T09:00:00Z","category":"AgentRiskEvents","properties":{"id":"r1","agentId":"A1","agentDisplayName":"agent","detectedDateTime":"2026-03-02T08:00:00Z","riskEventType":"x","riskLevel":"high","riskState":"confirmedCompromised"}}""")]
    [InlineData("""{"@odata.type":"#microsoft.graph.riskyAgentIdentity","id":"A1","agentDisplayName":"agent","riskLastModifiedDateTime":"2026-03-02T08:00:00Z","riskLevel":"high","riskState":"confirmedCompromised"}""")]
    public void The_risk_of_an_agent_is_a_service_principals(string row)
    {
        var risk = Assert.IsType<ReadResult.Risk>(Single(row)).Event;

        Assert.Equal((RiskedIdentity.ServicePrincipal, "a1", "agent", "high"), (risk.Identity, risk.IdentityId, risk.DisplayName, risk.Level));
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(1772438400), risk.At);
    }

    private static ReadResult Single(string text) => Assert.Single(Splitting.Items(Encoding.UTF8.GetBytes(text))).Result;

    private static string Refused(string text, string reason)
    {
        var refused = Assert.IsType<ReadResult.Unreadable>(Single(text));
        Assert.Equal(reason, refused.Reason);
        return refused.Detail;
    }
}
