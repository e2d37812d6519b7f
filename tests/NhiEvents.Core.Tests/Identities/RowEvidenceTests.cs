using System.Text;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Detection;
using NhiEvents.Core.Identities;

namespace NhiEvents.Core.Tests.Identities;

public sealed class RowEvidenceTests
{
    [Theory]
    [InlineData("svc-backup@contoso.example")]
    [InlineData("SVC_Backup@contoso.example")]
    [InlineData("backup-svc@contoso.example")]
    [InlineData("backup-svc01@contoso.example")]
    [InlineData("backup.svc2@contoso.example")]
    [InlineData("sa-sql01@contoso.example")]
    [InlineData("srv_print@contoso.example")]
    [InlineData("deploy.automation@contoso.example")]
    [InlineData("noreply@contoso.example")]
    [InlineData("no-reply-hr@contoso.example")]
    [InlineData("invoice-bot@contoso.example")]
    [InlineData("Sync_HOST01_0123abcd@contoso.example")]
    [InlineData("svc-export_fabrikam.example#EXT#@contoso.example")]
    public void Names_of_programs_are_evidence(string upn) => Assert.Equal([EvidenceKinds.NamingPattern], Of(upn));

    [Theory]
    [InlineData("sara.bothma@contoso.example")]
    [InlineData("sarah@contoso.example")]
    [InlineData("ana.sa@contoso.example")]
    [InlineData("jan.bot@contoso.example")]
    [InlineData("abbott@contoso.example")]
    [InlineData("botha.svcek@contoso.example")]
    [InlineData("job.devries@contoso.example")]
    [InlineData("ci-ting.lin@contoso.example")]
    [InlineData("robotnik@contoso.example")]
    [InlineData("apple.jobs@contoso.example")]
    [InlineData("s.vcelak@contoso.example")]
    [InlineData("sa_fabrikam.example#EXT#@contoso.example")]
    [InlineData("bot_fabrikam.example#EXT#@contoso.example")]
    [InlineData("daemon@contoso.example")]
    public void Names_of_people_are_not(string upn) => Assert.Empty(Of(upn));

    [Theory]
    [InlineData("python-requests/2.31.0", true)]
    [InlineData("curl/8.5.0", true)]
    [InlineData("Go-http-client/1.1", true)]
    [InlineData("Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1.22621.2428", true)]
    [InlineData("azsdk-net-Identity/1.11.0 (.NET 8.0.4)", true)]
    [InlineData("Microsoft ADO.NET Provider", true)]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36 Edg/120.0", false)]
    [InlineData("Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17126; Pro)", false)]
    [InlineData("okhttp/4.9.3", false)]
    [InlineData("Dalvik/2.1.0 (Linux; U; Android 14)", false)]
    [InlineData("", false)]
    public void User_agents_of_programs_are_evidence(string userAgent, bool expected) =>
        Assert.Equal(expected, RowEvidence.For(Row() with { UserAgent = userAgent }, EvidenceRules.Shipped).Contains(EvidenceKinds.ToolUserAgent));

    [Theory]
    [InlineData("Authenticated SMTP", true)]
    [InlineData("IMAP4", true)]
    [InlineData("Browser", false)]
    [InlineData("Mobile Apps and Desktop clients", false)]
    [InlineData("Exchange ActiveSync", false)]
    public void Legacy_clients_are_evidence(string client, bool expected) =>
        Assert.Equal(expected, RowEvidence.For(Row() with { ClientAppUsed = client }, EvidenceRules.Shipped).Contains(EvidenceKinds.LegacyClient));

    [Theory]
    [InlineData("Exchange Web Services", "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.14326; Pro)", false)]
    [InlineData("Exchange ActiveSync", "Apple-iPhone14C3/2104.59", false)]
    [InlineData("MAPI Over HTTP", null, false)]
    [InlineData("Exchange Web Services", "ExchangeServicesClient/15.00.0913.015", true)]
    [InlineData("IMAP4", "Thunderbird/115.0", false)]
    [InlineData(null, null, true)]
    public void What_Exchange_does_with_a_persons_password_is_no_program_of_their_own(string? client, string? userAgent, bool expected) =>
        Assert.Equal(expected, RowEvidence.For(Row() with { AuthenticationProtocol = "ropc", ClientAppUsed = client, UserAgent = userAgent }, EvidenceRules.Shipped).Contains(EvidenceKinds.Ropc));

    [Fact]
    public void Kinds_protocols_and_command_lines_are_evidence()
    {
        Assert.Equal([EvidenceKinds.ServicePrincipal], RowEvidence.For(Row() with { Kind = SignInKind.ServicePrincipal }, EvidenceRules.Shipped));
        Assert.Equal([EvidenceKinds.ManagedIdentity], RowEvidence.For(Row() with { Kind = SignInKind.ManagedIdentity }, EvidenceRules.Shipped));
        Assert.Equal([EvidenceKinds.Ropc], RowEvidence.For(Row() with { AuthenticationProtocol = "ROPC" }, EvidenceRules.Shipped));
        Assert.Equal(
            [EvidenceKinds.CommandLineClient, EvidenceKinds.DeviceCode],
            RowEvidence.For(Row() with { AuthenticationProtocol = "deviceCode", AppId = "04B07795-8ddb-461a-bbee-02f9e1bf7b46" }, EvidenceRules.Shipped));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(50076, true)] // the password was right
    [InlineData(50055, true)] // it was, and had expired
    [InlineData(50173, true)] // a token that the account once had
    [InlineData(50126, false)]
    [InlineData(50034, false)]
    [InlineData(50053, false)]
    public void What_anybody_can_send_for_any_account_says_nothing_of_it(int code, bool expected)
    {
        var row = Row() with { ErrorCode = code, AuthenticationProtocol = "ropc", UserAgent = "curl/8.5.0", ClientAppUsed = "IMAP4" };

        Assert.Equal(expected, RowEvidence.For(row, EvidenceRules.Shipped).Count > 0);
        Assert.Equal(!expected, RowEvidence.IsVainTry(row, EvidenceRules.Shipped));
        Assert.False(RowEvidence.IsVainTry(row with { AuthenticationProtocol = null, UserAgent = null, ClientAppUsed = "Browser" }, EvidenceRules.Shipped));
        Assert.Equal([EvidenceKinds.NamingPattern], RowEvidence.For(row with { ErrorCode = 50126, UserPrincipalName = "svc-etl@contoso.example" }, EvidenceRules.Shipped));
    }

    [Fact]
    public void Codes_that_prove_nothing_are_those_of_the_table_and_the_lock()
    {
        var wrong = ErrorCodeTable.Shipped.Codes.Where(code => code.FirstFactorCorrect is false).Select(code => code.Code).Append(ErrorCode.LockedOrMaliciousSource);

        Assert.Equal(wrong.Order(), Enumerable.Range(1, 999_999).Where(EvidenceRules.Shipped.IsUnproven));
    }

    [Fact]
    public void A_person_at_a_command_line_is_no_program_for_the_library_that_it_uses()
    {
        var refresh = Row() with { Kind = SignInKind.NonInteractiveUser, AppId = "04b07795-8ddb-461a-bbee-02f9e1bf7b46", UserAgent = "python-requests/2.32.3" };

        var evidence = RowEvidence.For(refresh, EvidenceRules.Shipped);

        Assert.Equal([EvidenceKinds.CommandLineClient], evidence);
        Assert.False(Classification.For(evidence).IsNonHuman);
    }

    [Fact]
    public void Weak_evidence_alone_makes_no_identity_non_human()
    {
        Assert.False(Classification.For([EvidenceKinds.DeviceCode, EvidenceKinds.CommandLineClient]).IsNonHuman);
        Assert.False(Classification.For([]).IsNonHuman);
        Assert.True(Classification.For([EvidenceKinds.DeviceCode, EvidenceKinds.Known]).IsNonHuman);
    }

    [Fact]
    public void Known_is_shown_only_when_nothing_better_is()
    {
        Assert.Equal([EvidenceKinds.Known], Classification.For([EvidenceKinds.Known]).Reasons);
        Assert.Equal([EvidenceKinds.Ropc], Classification.For([EvidenceKinds.Known, EvidenceKinds.Ropc, EvidenceKinds.Ropc]).Reasons);
        Assert.Equal(IdentityKind.ManagedIdentity, Classification.For([EvidenceKinds.ServicePrincipal, EvidenceKinds.ManagedIdentity]).Kind);
    }

    [Fact]
    public void A_faulty_file_is_refused_with_all_faults()
    {
        var file =
            """
            { "schemaVersion": 2, "version": "", "accountNames": { "prefixes": ["s"], "suffixes": [], "words": [] }, "legacyClients": [], "toolUserAgents": [" "], "unprovenCodes": [0], "commandLineApps": { "x": "y" } }
            """u8.ToArray();

        var refused = Assert.Throws<InvalidDataException>(() => EvidenceRules.Load(new MemoryStream(file), "mine.json"));

        Assert.Equal(7, refused.Message.Split(Environment.NewLine).Length);
        Assert.Throws<InvalidDataException>(() => EvidenceRules.Load(new MemoryStream(Encoding.UTF8.GetBytes("{ \"unknown\": 1 }")), "mine.json"));
    }

    private static IReadOnlyList<string> Of(string upn) => RowEvidence.For(Row() with { UserPrincipalName = upn, DisplayName = "svc-display" }, EvidenceRules.Shipped);

    private static SignIn Row() => new("t", "k", "i", SignInKind.InteractiveUser, default, "u", 0, [], [], []);
}
