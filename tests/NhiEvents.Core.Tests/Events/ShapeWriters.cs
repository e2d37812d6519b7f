using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace NhiEvents.Core.Tests.Events;

/// <summary>Writes sign-ins in every schema and container that exports come in.</summary>
internal static class ShapeWriters
{
    private static readonly string[] Categories = ["SignInLogs", "NonInteractiveUserSignInLogs", "ServicePrincipalSignInLogs", "ManagedIdentitySignInLogs"];

    private static readonly string[] Tables = ["SigninLogs", "AADNonInteractiveUserSignInLogs", "AADServicePrincipalSignInLogs", "AADManagedIdentitySignInLogs"];

    private static readonly string[] EventTypes = ["interactiveUser", "nonInteractiveUser", "servicePrincipal", "managedIdentity"];

    /// <summary>All that say everything there is to say.</summary>
    public static IReadOnlyDictionary<string, Func<IReadOnlyList<AbstractSignIn>, string>> Complete { get; } = new Dictionary<string, Func<IReadOnlyList<AbstractSignIn>, string>>
    {
        ["diagnostic lines"] = rows => Lines(rows, Diagnostic),
        ["diagnostic lines, CRLF, mark"] = rows => "\uFEFF" + Lines(rows, Diagnostic, "\r\n"),
        ["diagnostic records"] = rows => $$"""{"records":{{List(rows, Diagnostic)}}}""",
        ["diagnostic array"] = rows => List(rows, Diagnostic),
        ["diagnostic, indented"] = rows => Indented(List(rows, Diagnostic)),
        ["diagnostic, properties as text"] = rows => Lines(rows, row => With(Diagnostic(row), json => json["properties"] = json["properties"]!.ToJsonString())),
        ["diagnostic, status as text"] = rows => Lines(rows, row => With(Diagnostic(row), json => json["properties"]!["status"] = json["properties"]!["status"]!.ToJsonString())),
        ["diagnostic, epoch milliseconds"] = rows => Lines(rows, row => With(Diagnostic(row), json => json["properties"]!["createdDateTime"] = row.At.ToUnixTimeMilliseconds())),
        ["Graph page"] = rows => $$"""{"@odata.context":"x","value":{{List(rows, Graph)}},"@odata.nextLink":"y"}""",
        ["Graph page, indented"] = rows => Indented($$"""{"@odata.context":"x","@odata.nextLink":"y","value":{{List(rows, Graph)}}}"""),
        ["Graph array (portal JSON)"] = rows => List(rows, Graph),
        ["Graph lines"] = rows => Lines(rows, Graph),
        ["Log Analytics lines"] = rows => Lines(rows, Columns),
        ["Log Analytics lines, by table name"] = rows => Lines(rows, row => With(Columns(row), json => json.Remove("Category"))),
        ["Log Analytics lines, by category"] = rows => Lines(rows, row => With(Columns(row), json => json.Remove("Type"))),
        ["Log Analytics tables"] = rows => TablesJson([.. rows.Select(Columns)]),
        ["Log Analytics tables, indented"] = rows => Indented(TablesJson([.. rows.Select(Columns)])),
        ["Log Analytics CSV"] = rows => Csv([.. rows.Select(Columns)], ","),
        ["Log Analytics CSV, semicolons, mark"] = rows => "\uFEFF" + Csv([.. rows.Select(Columns)], ";"),
        ["Log Analytics CSV, US times"] = rows => Csv([.. rows.Select(row => Renamed(With(Columns(row), json =>
        {
            json["TimeGenerated"] = row.At.AddMinutes(5).ToString("M/d/yyyy, h:mm:ss.fff tt", CultureInfo.InvariantCulture);
            json["CreatedDateTime"] = row.At.ToString("M/d/yyyy, h:mm:ss.fff tt", CultureInfo.InvariantCulture);
        })))], ","),
        ["advanced hunting"] = rows => $$"""{"schema":[{"name":"x"}],"results":{{List(rows, Columns)}}}""",
        ["Kusto tables"] = rows => TablesJson([.. rows.Select(Columns)]).Replace("\"tables\"", "\"Tables\"", StringComparison.Ordinal).Replace("\"columns\"", "\"Columns\"", StringComparison.Ordinal)
            .Replace("\"rows\"", "\"Rows\"", StringComparison.Ordinal).Replace("\"name\"", "\"ColumnName\"", StringComparison.Ordinal),
        ["Kusto frames"] = rows => KustoFrames([.. rows.Select(Columns)], progressive: false),
        ["Kusto frames, indented"] = rows => Indented(KustoFrames([.. rows.Select(Columns)], progressive: false)),
        ["Kusto frames, progressive"] = rows => KustoFrames([.. rows.Select(Columns)], progressive: true),
        ["search job"] = rows => Lines(rows, row => With(Columns(row), json =>
        {
            (json["_OriginalType"], json["_OriginalTimeGenerated"]) = (json["Type"]!.DeepClone(), json["CreatedDateTime"]!.DeepClone());
            (json["Type"], json["TimeGenerated"]) = ("Found_SRCH", "2026-03-20T00:00:00Z");
            _ = json.Remove("Category") && json.Remove("CreatedDateTime");
        })),
        ["restored table"] = rows => Lines(rows, row => With(Columns(row), json =>
        {
            json["Type"] = $"{json["Type"]!.GetValue<string>()}_RST";
            json.Remove("Category");
        })),
        ["envelopes in a list"] = rows => $$"""[{"records":{{List(rows.Take(3), Diagnostic)}}},{"value":{{List(rows.Skip(3), Graph)}}}]""",
        ["schemas mixed"] = rows => Lines(rows, row => (row.Number % 3) switch { 0 => Diagnostic(row), 1 => Graph(row), _ => Columns(row) }),
    };

    public static JsonObject Diagnostic(AbstractSignIn row)
    {
        var properties = Graph(row);
        properties.Remove("signInEventTypes");
        return new JsonObject
        {
            ["time"] = row.At.AddMinutes(5).ToString("o", CultureInfo.InvariantCulture),
            ["resourceId"] = $"/tenants/{AbstractSignIn.Tenant}/providers/Microsoft.aadiam",
            ["operationName"] = "Sign-in activity",
            ["category"] = Categories[(int)row.Shape],
            ["tenantId"] = AbstractSignIn.Tenant.ToUpperInvariant(),
            ["resultType"] = row.Code.ToString(CultureInfo.InvariantCulture),
            ["resultDescription"] = row.Reason,
            ["correlationId"] = row.Correlation,
            ["identity"] = row.Name,
            ["location"] = "DE",
            ["Level"] = 4,
            ["properties"] = properties,
        };
    }

    public static JsonObject Graph(AbstractSignIn row) => new()
    {
        ["id"] = row.Id,
        ["createdDateTime"] = row.At.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        ["isInteractive"] = row.Shape is SignInShape.Interactive,
        ["signInEventTypes"] = new JsonArray(EventTypes[(int)row.Shape]),
        ["userId"] = row.IsUser ? row.Identity : "",
        ["userDisplayName"] = row.IsUser ? row.Name : null,
        ["userPrincipalName"] = row.IsUser ? row.Upn : null,
        ["userType"] = "member",
        ["servicePrincipalId"] = row.IsUser ? "" : row.Identity,
        ["servicePrincipalName"] = row.IsUser ? "" : row.Name,
        ["appId"] = row.AppId,
        ["resourceId"] = row.ResourceId,
        ["resourceDisplayName"] = "Resource",
        ["resourceTenantId"] = AbstractSignIn.Tenant,
        ["homeTenantId"] = row.IsUser ? AbstractSignIn.Tenant : "",
        ["correlationId"] = row.Correlation,
        ["ipAddress"] = row.Ip,
        ["userAgent"] = row.IsUser ? row.UserAgent : null,
        ["clientAppUsed"] = row.IsUser ? "Browser" : null,
        ["authenticationProtocol"] = row.IsUser ? "ropc" : null,
        ["authenticationRequirement"] = row.IsUser ? "singleFactorAuthentication" : null,
        ["incomingTokenType"] = row.IsUser ? "none" : null,
        ["conditionalAccessStatus"] = row.Code == 0 ? "success" : "failure",
        ["autonomousSystemNumber"] = 64500,
        ["servicePrincipalCredentialKeyId"] = row.IsUser ? "" : "k1",
        ["status"] = new JsonObject { ["errorCode"] = row.Code, ["failureReason"] = row.Reason, ["additionalDetails"] = null },
        ["location"] = new JsonObject { ["city"] = "Bonn", ["countryOrRegion"] = "DE", ["geoCoordinates"] = new JsonObject { ["latitude"] = 1.5 } },
        ["authenticationDetails"] = new JsonArray(new JsonObject { ["succeeded"] = row.MfaDone, ["authenticationStepResultDetail"] = "MFA completed in Azure AD" }),
        ["authenticationRequirementPolicies"] = new JsonArray(new JsonObject { ["requirementProvider"] = "multiConditionalAccess" }),
        ["appliedConditionalAccessPolicies"] = new JsonArray(
            new JsonObject { ["id"] = "p1", ["displayName"] = "One, \"two\"", ["result"] = "failure" },
            new JsonObject { ["id"] = "p2", ["displayName"] = "None", ["result"] = "notApplied", ["excludeRulesSatisfied"] = new JsonArray() }),
    };

    /// <summary>A row of a Log Analytics table: objects and lists are texts, the workspace has the column that one expects the tenant in.</summary>
    public static JsonObject Columns(AbstractSignIn row)
    {
        var graph = Graph(row);
        return new JsonObject
        {
            ["TenantId"] = "ffffffff-ffff-4fff-8fff-ffffffffffff",
            ["TimeGenerated"] = row.At.AddMinutes(5).ToString("o", CultureInfo.InvariantCulture),
            ["Type"] = Tables[(int)row.Shape],
            ["Category"] = Categories[(int)row.Shape],
            ["OperationName"] = "Sign-in activity",
            ["ResourceId"] = $"/tenants/{AbstractSignIn.Tenant}/providers/Microsoft.aadiam",
            ["ResultType"] = row.Code.ToString(CultureInfo.InvariantCulture),
            ["ResultDescription"] = row.Reason,
            ["Identity"] = row.Name,
            ["Location"] = "DE",
            ["Id"] = row.Id,
            ["CreatedDateTime"] = row.At.ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture),
            ["IsInteractive"] = row.Shape is SignInShape.Interactive ? "TRUE" : "FALSE",
            ["UserId"] = row.IsUser ? row.Identity : "",
            ["UserDisplayName"] = row.IsUser ? row.Name : "",
            ["UserPrincipalName"] = row.IsUser ? row.Upn : "",
            ["ServicePrincipalId"] = row.IsUser ? "" : row.Identity,
            ["ServicePrincipalName"] = row.IsUser ? "" : row.Name,
            ["AppId"] = row.AppId,
            ["ResourceIdentity"] = row.ResourceId,
            ["ResourceDisplayName"] = "Resource",
            ["CorrelationId"] = row.Correlation,
            ["IPAddress"] = row.Ip,
            ["UserAgent"] = row.IsUser ? row.UserAgent : "",
            ["ClientAppUsed"] = row.IsUser ? "Browser" : "",
            ["AuthenticationProtocol"] = row.IsUser ? "ropc" : "",
            ["AuthenticationRequirement"] = row.IsUser ? "singleFactorAuthentication" : "",
            ["IncomingTokenType"] = row.IsUser ? "none" : "",
            ["ConditionalAccessStatus"] = row.Code == 0 ? "success" : "failure",
            ["AutonomousSystemNumber"] = "64500",
            ["ServicePrincipalCredentialKeyId"] = row.IsUser ? "" : "k1",
            ["Status"] = graph["status"]!.ToJsonString(),
            ["LocationDetails"] = graph["location"]!.ToJsonString(),
            ["AuthenticationDetails"] = graph["authenticationDetails"]!.ToJsonString(),
            ["AuthenticationRequirementPolicies"] = graph["authenticationRequirementPolicies"]!.ToJsonString(),
            ["ConditionalAccessPolicies"] = graph["appliedConditionalAccessPolicies"]!.ToJsonString(),
        };
    }

    /// <summary>What the portal's CSV says of a sign-in, under its headings with their stray blanks, one of them twice.</summary>
    public static IReadOnlyList<(string Heading, string Cell)> Portal(AbstractSignIn row) =>
    [
        ("Date (UTC)", row.At.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)), ("Request ID", row.Id), ("User agent", row.IsUser ? row.UserAgent : ""),
        ("Correlation ID", row.Correlation), ("User ID", row.IsUser ? row.Identity : ""), ("User", row.IsUser ? row.Name : ""), ("Username", row.IsUser ? row.Upn : ""),
        ("User type", "Member"), ("Service principal ID", row.IsUser ? "" : row.Identity), ("Service principal name", row.IsUser ? "" : row.Name),
        ("Credential key ID", row.IsUser ? "" : "k1"), ("Incoming token type", row.IsUser ? "None" : ""), ("Authentication Protocol", row.IsUser ? "ROPC" : ""),
        ("Application", ""), ("Application ID ", row.AppId), ("Resource", "Resource"), ("Resource ID ", row.ResourceId), ("Resource tenant ID", AbstractSignIn.Tenant),
        ("Home tenant ID", ""), ("IP address", row.Ip), ("Location", "Bonn, Nordrhein-Westfalen, DE"), ("Status", row.Code == 0 ? "Success" : "Failure"),
        ("Sign-in error code", row.Code == 0 ? "" : row.Code.ToString(CultureInfo.InvariantCulture)), ("Failure reason", row.Reason), ("Client app", row.IsUser ? "Browser" : ""),
        ("Multifactor authentication result", row.MfaDone ? "MFA completed in Azure AD" : ""),
        ("Authentication requirement", row.IsUser ? "Single-factor authentication" : ""), ("Autonomous system  number", "64500"), ("Incoming token type", ""),
        ("Latency", "91"), ("Conditional Access", row.Code == 0 ? "Success" : "Failure"), ("Something new", "1"),
    ];

    public static string PortalCsv(IReadOnlyList<AbstractSignIn> rows) => Table(
        [.. Portal(rows[0]).Select(cell => cell.Heading)],
        rows.Select(row => Portal(row).Select(cell => cell.Cell)),
        ",");

    public static JsonObject With(JsonObject json, Action<JsonObject> change)
    {
        change(json);
        return json;
    }

    private static JsonObject Renamed(JsonObject json) => new(json.Select(member =>
        KeyValuePair.Create(member.Key is "TimeGenerated" or "CreatedDateTime" ? member.Key + " [UTC]" : member.Key, member.Value?.DeepClone())));

    private static string Lines(IEnumerable<AbstractSignIn> rows, Func<AbstractSignIn, JsonObject> write, string end = "\n") =>
        string.Concat(rows.Select(row => write(row).ToJsonString() + end));

    private static string List(IEnumerable<AbstractSignIn> rows, Func<AbstractSignIn, JsonObject> write) => $"[{string.Join(',', rows.Select(row => write(row).ToJsonString()))}]";

    public static string Indented(string json) => JsonNode.Parse(json)!.ToJsonString(new() { WriteIndented = true });

    /// <summary>A query's answer, from rows that all have the same columns, as texts.</summary>
    public static string TablesJson(IReadOnlyList<JsonObject> rows)
    {
        var columns = rows[0].Select(column => (JsonNode?)new JsonObject { ["name"] = column.Key, ["type"] = "string" }).ToArray();
        var cells = rows.Select(row => (JsonNode?)new JsonArray([.. row.Select(column => column.Value?.GetValue<string>() is { Length: > 0 } text ? JsonValue.Create(text) : null)]));
        return new JsonObject { ["tables"] = new JsonArray(new JsonObject { ["name"] = "PrimaryResult", ["columns"] = new JsonArray(columns), ["rows"] = new JsonArray([.. cells]) }) }.ToJsonString();
    }

    /// <summary>Kusto's second form of an answer, with what it tells of the query around the rows; progressive, the rows come in two fragments.</summary>
    private static string KustoFrames(IReadOnlyList<JsonObject> rows, bool progressive)
    {
        var table = JsonNode.Parse(TablesJson(rows).Replace("\"name\"", "\"ColumnName\"", StringComparison.Ordinal))!["tables"]![0]!;
        var cells = table["rows"]!.AsArray();
        var columns = table["columns"]!.ToJsonString();
        var frames = progressive
            ? $$$"""{"FrameType":"TableHeader","TableId":1,"TableKind":"PrimaryResult","TableName":"PrimaryResult","Columns":{{{columns}}}},{{{Fragment(cells.Take(2))}}},{{{Fragment(cells.Skip(2))}}},{"FrameType":"TableCompletion","TableId":1,"RowCount":9}"""
            : $$$"""{"FrameType":"DataTable","TableId":1,"TableKind":"PrimaryResult","TableName":"PrimaryResult","Columns":{{{columns}}},"Rows":{{{cells.ToJsonString()}}}}""";
        return $$$"""
            [{"FrameType":"DataSetHeader","IsProgressive":{{{(progressive ? "true" : "false")}}},"Version":"v2.0"}
            ,{"FrameType":"DataTable","TableId":0,"TableKind":"QueryProperties","TableName":"@ExtendedProperties","Columns":[{"ColumnName":"TableId"},{"ColumnName":"Key"},{"ColumnName":"Value"}],"Rows":[[1,"Visualization","{}"]]}
            ,{{{frames}}}
            ,{"FrameType":"DataTable","TableId":2,"TableKind":"QueryCompletionInformation","TableName":"x","Columns":[{"ColumnName":"Timestamp"},{"ColumnName":"ClientRequestId"},{"ColumnName":"LevelName"},{"ColumnName":"EventTypeName"},{"ColumnName":"Payload"}],"Rows":[["2026-03-02T00:00:00Z","x","Info","QueryInfo","{}"]]}
            ,{"FrameType":"DataSetCompletion","HasErrors":false,"Cancelled":false}]
            """;

        static string Fragment(IEnumerable<JsonNode?> rows) =>
            $$$"""{"FrameType":"TableFragment","TableFragmentType":"DataAppend","TableId":1,"Rows":[{{{string.Join(',', rows.Select(row => row!.ToJsonString()))}}}]}""";
    }

    public static string Csv(IReadOnlyList<JsonObject> rows, string separator) => Table(
        [.. rows[0].Select(column => column.Key)],
        rows.Select(row => row.Select(column => column.Value?.GetValue<string>() ?? "")),
        separator);

    private static string Table(IReadOnlyList<string> headings, IEnumerable<IEnumerable<string>> rows, string separator)
    {
        var text = new StringBuilder();
        foreach (var row in rows.Prepend(headings))
        {
            text.AppendJoin(separator, row.Select(Cell)).Append("\r\n");
        }

        return text.ToString();

        string Cell(string cell) => cell.AsSpan().ContainsAny(",;\"\n") || cell.Contains(' ', StringComparison.Ordinal) ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
    }
}
