using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.Events;

namespace NhiEvents.Core.Tests.Events;

public sealed class SignInReaderTests
{
    private static readonly string[] Structured = ["status", "authenticationRequirementPolicies", "appliedConditionalAccessPolicies", "authenticationDetails"];

    [Fact]
    public void A_users_record_is_read_with_what_detectors_need()
    {
        var row = Records.Read(Records.User);

        Assert.Equal(("0a0a0a0a-0000-4000-8000-000000000001", "e1", SignInKind.NonInteractiveUser, 50076), (row.TenantId, row.Id, row.Kind, row.ErrorCode));
        Assert.Equal(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero).AddTicks(1234567), row.At);
        Assert.Equal(("11111111-aaaa-4000-8000-000000000001", "svc-backup", "svc-backup@contoso.example"), (row.IdentityId, row.DisplayName, row.UserPrincipalName));
        Assert.Equal(("192.0.2.10", "DE", 64500, "python-requests/2.31", "ropc"), (row.IpAddress, row.Country, row.AutonomousSystemNumber, row.UserAgent, row.AuthenticationProtocol));
        Assert.Equal(("44444444-0000-4000-8000-000000000001", "Vault", "c1", "MFA is needed."), (row.ResourceId, row.ResourceDisplayName, row.CorrelationId, row.FailureReason));
        Assert.Equal(["multiConditionalAccess", "user"], row.DemandedBy);
        Assert.Equal([("p1", false, false), ("p2", false, false), ("p3", false, true), ("p4", true, false)], row.Policies.Select(policy => (policy.Id, policy.PassedByExclusion, policy is { Result: "success", DisplayName: null })));
        Assert.False(row.MfaSatisfied);
        Assert.Empty(row.Evidence);
    }

    [Fact]
    public void A_service_principals_record_needs_no_more_than_it_has()
    {
        var row = Records.Read(Records.App);

        Assert.Equal(("t9", SignInKind.ServicePrincipal, "22222222-0000-4000-8000-000000000001", 7000222, "k1"), (row.TenantId, row.Kind, row.IdentityId, row.ErrorCode, row.CredentialKeyId));
        Assert.Null(row.IpAddress);
        Assert.Null(row.FailureReason);
    }

    [Theory]
    [InlineData("\"0\"", null, 0)]
    [InlineData("50076", null, 50076)]
    [InlineData("\"Success\"", null, 0)]
    [InlineData("\"0\"", "50076", 50076)]
    [InlineData("\"0\"", "\"50076\"", 50076)]
    [InlineData("\"Failure\"", "50034", 50034)]
    [InlineData(null, "0", 0)]
    public void The_status_number_is_preferred_and_may_be_a_text(string? resultType, string? errorCode, int expected)
    {
        var row = Records.Read(Records.With(Records.User, (record, properties) =>
        {
            record["resultType"] = resultType is null ? null : JsonNode.Parse(resultType);
            properties["status"] = errorCode is null ? null : new JsonObject { ["errorCode"] = JsonNode.Parse(errorCode) };
        }));

        Assert.Equal(expected, row.ErrorCode);
    }

    [Fact]
    public void Objects_and_lists_may_be_texts_that_hold_their_JSON()
    {
        var row = Records.Read(Records.With(Records.User, (_, properties) =>
        {
            foreach (var name in Structured)
            {
                properties[name] = properties[name]!.ToJsonString();
            }
        }));

        Assert.Equal((50076, 2, 4), (row.ErrorCode, row.DemandedBy.Count, row.Policies.Count));
    }

    [Fact]
    public void Members_may_come_in_any_order_and_the_key_stays()
    {
        var reversed = Records.With(Records.User, (record, properties) =>
        {
            foreach (var json in new[] { record, properties })
            {
                var members = json.Reverse().ToList();
                json.Clear();
                members.ForEach(member => json.Add(member.Key, member.Value));
            }
        });

        Assert.Equivalent(Records.Read(Records.User), Records.Read(reversed), strict: true);
    }

    [Fact]
    public void The_key_is_over_what_every_schema_has()
    {
        var plain = Records.Read(Records.User).Key;

        Assert.Matches("^[0-9a-f]{16}$", plain);
        Assert.Equal(plain, Records.Read(Records.With(Records.User, (record, properties) => (record["time"], properties["userAgent"]) = ("2026-03-02T09:00:00Z", null))).Key);
        Assert.NotEqual(plain, Records.Read(Records.With(Records.User, (_, properties) => properties["createdDateTime"] = "2026-03-02T08:00:01.1234567Z")).Key);
        Assert.NotEqual(plain, Records.Read(Records.With(Records.User, (_, properties) => properties["status"]!["errorCode"] = 0)).Key);
    }

    [Fact]
    public void The_key_is_the_one_that_MessageIds_would_give()
    {
        var row = Records.Read(Records.App);

        Assert.Equal(MessageIds.From("sign-in", row.Id, row.At.UtcTicks.ToString(CultureInfo.InvariantCulture), row.IdentityId, row.AppId!, row.ResourceId!, "7000222")[..16], row.Key);
    }

    [Fact]
    public void The_longest_texts_that_a_client_can_send_fit_into_a_key()
    {
        var text = string.Concat(Enumerable.Repeat("İ", 300));
        var row = Records.Read(Records.With(Records.User, (_, properties) =>
            (properties["id"], properties["userId"], properties["appId"], properties["resourceId"]) = (text, text, text, text)));

        Assert.Equal(16, row.Key.Length);
    }

    [Fact]
    public void An_export_without_times_of_its_own_has_that_of_the_first_step()
    {
        var row = Records.Read(Records.With(Records.User, (record, properties) =>
        {
            record.Remove("time");
            properties.Remove("createdDateTime");
            properties["authenticationDetails"] = """[{"authenticationStepDateTime":"2026-03-02T07:00:00+00:00"},{"authenticationStepDateTime":"2026-03-02T09:00:00+00:00"}]""";
        }));

        Assert.Equal(new DateTimeOffset(2026, 3, 2, 7, 0, 0, TimeSpan.Zero), row.At);
    }

    [Theory]
    [InlineData("""{"activityDateTime":"x","category":"UserManagement"}""", "AuditLogs")]
    [InlineData("""{"activityDateTime":"x","riskEventType":"leakedCredentials"}""", "RiskEvents")]
    [InlineData("""{"Type":"AuditLogs","Category":"ApplicationManagement"}""", "AuditLogs")]
    [InlineData("""{"Category":"Policy","Type":"AuditLogs"}""", "AuditLogs")]
    [InlineData("""{"category":"ApplicationManagement","properties":{"activityDisplayName":"Add service principal credentials"}}""", "AuditLogs")]
    [InlineData("""{"category":"Policy","properties":{"loggedByService":"Core Directory"}}""", "AuditLogs")]
    [InlineData("""{"category":"Policy","properties":{"activityDateTimes":"x"}}""", "Policy")]
    [InlineData("""{"category":"ProvisioningLogs","properties":{"activityDateTime":"2026-03-02T08:00:00Z"}}""", "ProvisioningLogs")]
    [InlineData("""{"Type":"AADServicePrincipalRiskEvents"}""", "AADServicePrincipalRiskEvents")]
    [InlineData("""{"category":{"value":"Administrative"},"eventDataId":"x"}""", "AzureActivity")]
    [InlineData("""{"EventID":4740,"TargetUserName":"x"}""", "SecurityEvent")]
    [InlineData("""{"specversion":"1.0","type":"x"}""", "EventGrid")]
    [InlineData("""{"value":{"riskLastUpdatedDateTime":"x"}}""", "RiskEvents")]
    [InlineData("""{"id":"x","displayName":"x","grantControls":{}}""", "DirectoryObjects")]
    public void Rows_of_other_logs_are_known_by_what_only_they_have(string record, string log) =>
        Assert.Equal(log, Assert.IsType<ReadResult.NotForUs>(SignInReader.Read(Encoding.UTF8.GetBytes(record))).Reason);

    [Theory]
    [InlineData("2026-03-02T08:00:00Z", 0)]
    [InlineData("2026-03-02T08:00:00", 0)]
    [InlineData("2026-03-02T03:00:00.5-05:00", 500)]
    public void A_time_without_offset_is_UTC(string text, int milliseconds)
    {
        var row = Records.Read(Records.With(Records.User, (_, properties) => properties["createdDateTime"] = text));

        Assert.Equal(new DateTimeOffset(2026, 3, 2, 8, 0, 0, milliseconds, TimeSpan.Zero), row.At);
        Assert.Equal(TimeSpan.Zero, row.At.Offset);
    }

    [Fact]
    public void Without_createdDateTime_the_record_time_counts() =>
        Assert.Equal(9, Records.Read(Records.With(Records.User, (_, properties) => properties.Remove("createdDateTime"))).At.Second);

    [Fact]
    public void Long_text_of_a_client_is_cut_on_a_character()
    {
        var row = Records.Read(Records.With(Records.User, (_, properties) => properties["userAgent"] = "a" + string.Concat(Enumerable.Repeat("é", 300))));

        Assert.Equal("a" + string.Concat(Enumerable.Repeat("é", 127)), row.UserAgent);
    }

    [Theory]
    [InlineData("""\ud83d\ude00""", "😀")]
    [InlineData("""a\ud800b""", "a\uFFFDb")]
    [InlineData("""\udc00\ud800""", "\uFFFD\uFFFD")]
    [InlineData("""a\"\\\/\n\t""", "a\"\\/\n\t")]
    public void Broken_escapes_of_a_client_never_make_a_row_unreadable(string escaped, string expected) =>
        Assert.Equal(expected, Records.Read(Records.User.Replace("python-requests/2.31", escaped, StringComparison.Ordinal)).UserAgent);

    [Fact]
    public void A_malformed_address_is_kept() =>
        Assert.Equal("999.1.1:1", Records.Read(Records.With(Records.User, (_, properties) => properties["ipAddress"] = "999.1.1:1")).IpAddress);

    [Theory]
    [InlineData("MFA requirement satisfied by claim in the token", true)]
    [InlineData("MFA completed in Azure AD", true)]
    [InlineData("MFA required in Azure AD", false)]
    [InlineData("First factor requirement satisfied by claim in the token", false)]
    public void Satisfied_MFA_shows_in_the_steps(string detail, bool expected) =>
        Assert.Equal(expected, Records.Read(Records.With(Records.User, (_, properties) =>
            properties["authenticationDetails"] = new JsonArray(new JsonObject { ["succeeded"] = true, ["authenticationStepResultDetail"] = detail }))).MfaSatisfied);

    [Theory]
    [InlineData("AuditLogs")]
    [InlineData("Administrative")]
    [InlineData("MicrosoftServicePrincipalSignInLogs")]
    public void A_known_category_of_others_is_skipped(string category) =>
        Assert.Equal(category, Assert.IsType<ReadResult.NotForUs>(SignInReader.Read(Records.With(Records.User, (record, _) => record["category"] = category))).Reason);

    [Fact]
    public void An_account_that_does_not_exist_is_skipped() =>
        Assert.IsType<ReadResult.NotForUs>(SignInReader.Read(Records.With(Records.User, (_, properties) => properties["userId"] = Guid.Empty.ToString())));

    public static TheoryData<string, string> Unreadable() => new()
    {
        { RejectReasons.NotJson, "{\"category\":" },
        { RejectReasons.NotJson, "hello" },
        { RejectReasons.NotJson, "" },
        { RejectReasons.NotJson, Records.User + "x" },
        { RejectReasons.NotAnObject, "[1]" },
        { RejectReasons.NotAnObject, "17" },
        { RejectReasons.TooDeep, "{\"a\":" + new string('[', 40) + new string(']', 40) + "}" },
        { RejectReasons.NoProperties, """{"TimeGenerated":"x","Category":"SignInLogs","ResultType":"0"}""" },
        { RejectReasons.NoCategory, """{"id":"x","createdDateTime":"2026-03-02T08:00:00Z","status":{"errorCode":0}}""" },
        { RejectReasons.NoCategory, """{"records":[{"category":"SignInLogs"}]}""" },
        { RejectReasons.NoIdentity, """{"Id":"x","TimeGenerated":"x","Category":"SignInLogs","ResultType":"0"}""" },
        { RejectReasons.NoCategory, "{}" },
        { RejectReasons.NoCategory, """{"category":null}""" },
        { RejectReasons.UnknownCategory, """{"category":"Weather","properties":{}}""" },
        { RejectReasons.NoProperties, """{"category":"SignInLogs","properties":[1]}""" },
        { RejectReasons.NoIdentity, Records.User.Replace("11111111-AAAA-4000-8000-000000000001", "", StringComparison.Ordinal) },
        { RejectReasons.NoTime, """{"category":"SignInLogs","resultType":0,"properties":{"userId":"u"}}""" },
        { RejectReasons.BadTime, """{"category":"SignInLogs","time":"yesterday","resultType":0,"properties":{"userId":"u"}}""" },
        { RejectReasons.BadTime, """{"category":"SignInLogs","time":"0001-01-01T00:00:00Z","resultType":0,"properties":{"userId":"u"}}""" },
        { RejectReasons.BadTime, """{"category":"SignInLogs","time":"9999-12-31T23:59:59Z","resultType":0,"properties":{"userId":"u"}}""" },
        { RejectReasons.NoStatus, """{"category":"SignInLogs","time":"2026-03-02T08:00:00Z","properties":{"userId":"u"}}""" },
        { RejectReasons.NoStatus, """{"category":"SignInLogs","time":"2026-03-02T08:00:00Z","resultType":"99999999999","properties":{"userId":"u"}}""" },
    };

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void What_cannot_be_read_is_refused_with_its_reason(string reason, string record) => Assert.Equal(reason, Records.Refused(record).Reason);

    [Fact]
    public void Too_large_is_refused() =>
        Assert.Equal(RejectReasons.TooLarge, Records.Refused(new byte[SignInReader.MaxRecordBytes + 1]).Reason);

    [Fact]
    public void The_offset_says_where_reading_stopped() => Assert.InRange(Records.Refused("""{"category":"SignInLogs", oops}""").Offset, 20, 27);

    [Fact]
    public void No_bytes_make_the_reader_throw() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(2000),
            Prop.ForAll(Gen.Choose(0, 100_000).ToArbitrary(), Gen.Choose(0, 255).ToArbitrary(), (at, value) =>
            {
                var record = Encoding.UTF8.GetBytes(Records.User);
                record[at % record.Length] = (byte)value;
                return SignInReader.Read(record) is not null && SignInReader.Read(record.AsSpan(0, at % record.Length)) is not null && Splitting.Items(record) is not null;
            }));
}
