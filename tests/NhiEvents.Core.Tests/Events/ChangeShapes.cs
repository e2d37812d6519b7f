using System.Text.Json.Nodes;

namespace NhiEvents.Core.Tests.Events;

/// <summary>Rows of the Activity Log that say that Azure let a user change something: those of a refusal, allowed.</summary>
internal static class ChangeShapes
{
    private const string Methods = "http://schemas.microsoft.com/claims/authnmethodsreferences";

    /// <summary>As the REST API lists it.</summary>
    public static JsonObject Listed(int number, string methods = "pwd") => Allowed(OtherShapes.ListedDenial(number), methods);

    public static JsonObject Diagnostic(int number) => Allowed(OtherShapes.DiagnosticDenial(number), "pwd");

    public static JsonObject Columns(int number) => Allowed(OtherShapes.ColumnsOfDenial(number), "pwd");

    private static JsonObject Allowed(JsonObject row, string methods)
    {
        if (row["Claims"] is { } text)
        {
            var claims = JsonNode.Parse(text.GetValue<string>())!;
            claims[Methods] = methods;
            row["Claims"] = claims.ToJsonString();
            (row["ActivityStatusValue"], row["ActivitySubstatusValue"], row["Properties"]) = ("Success", "Created", """{"statusCode":"Created"}""");
            return row;
        }

        (row["claims"] ?? row["identity"]!["claims"])![Methods] = methods;
        row["properties"]!.AsObject().Remove("statusMessage");
        if (row.ContainsKey("resultType"))
        {
            (row["resultType"], row["resultSignature"]) = ("Success", "Succeeded.Created");
        }
        else
        {
            (row["status"], row["subStatus"]) = (new JsonObject { ["value"] = "Succeeded" }, new JsonObject { ["value"] = "Created" });
        }

        return row;
    }
}
