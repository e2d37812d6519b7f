using System.Text.Json;

namespace NhiEvents.Core.Events;

/// <summary>Reads the outer record: what Azure Monitor adds around the event.</summary>
internal static class RecordReading
{
    private static readonly FieldNames<Field> Names = new(
        ("category", Field.Category), ("time", Field.Time), ("resourceId", Field.ResourceId), ("tenantId", Field.TenantId),
        ("resultType", Field.ResultType), ("identity", Field.Identity), ("callerIpAddress", Field.CallerIpAddress), ("location", Field.Location),
        ("correlationId", Field.CorrelationId), ("properties", Field.Properties),
        ("TimeGenerated", Field.LogAnalytics), ("Category", Field.LogAnalytics), ("OperationName", Field.LogAnalytics), ("createdDateTime", Field.Graph));

    private enum Field
    {
        None,
        Category,
        Time,
        ResourceId,
        TenantId,
        ResultType,
        Identity,
        CallerIpAddress,
        Location,
        CorrelationId,
        Properties,
        LogAnalytics,
        Graph,
    }

    /// <summary>Reads all members of the object that the reader has entered.</summary>
    public static void Read(ref Utf8JsonReader reader, ref SignInFields fields)
    {
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var field = Names.Find(ref reader);
            reader.Read();
            Read(field, ref reader, ref fields);
        }
    }

    private static void Read(Field field, ref Utf8JsonReader reader, ref SignInFields fields)
    {
        switch (field)
        {
            case Field.None:
                reader.Skip();
                break;
            case Field.Category:
                fields.Category = JsonText.Read(ref reader);
                break;
            case Field.Time:
                fields.RecordTime = JsonText.Read(ref reader);
                break;
            case Field.ResourceId:
                fields.TenantInPath = TenantIn(JsonText.Read(ref reader));
                break;
            case Field.TenantId:
                fields.TenantId = JsonText.Read(ref reader);
                break;
            case Field.ResultType:
                fields.RecordResult = JsonText.Read(ref reader);
                break;
            case Field.Identity:
                fields.RecordIdentity = JsonText.Read(ref reader);
                break;
            case Field.CallerIpAddress:
                fields.RecordIp = JsonText.Read(ref reader);
                break;
            case Field.Location:
                fields.RecordCountry = JsonText.Read(ref reader);
                break;
            case Field.CorrelationId:
                fields.RecordCorrelationId = JsonText.Read(ref reader);
                break;
            case Field.Properties:
                ReadProperties(ref reader, ref fields);
                break;
            case Field.LogAnalytics:
                fields.OtherSchema = "Log Analytics columns";
                reader.Skip();
                break;
            case Field.Graph:
                fields.OtherSchema ??= "a Graph object";
                reader.Skip();
                break;
        }
    }

    private static void ReadProperties(ref Utf8JsonReader reader, ref SignInFields fields)
    {
        if (reader.TokenType is JsonTokenType.StartObject)
        {
            fields.HasProperties = true;
            PropertiesReading.Read(ref reader, ref fields);
            return;
        }

        if (JsonText.ReadNested(ref reader) is { } text)
        {
            var nested = NestedJson.Reader(text);
            if (nested.Read() && nested.TokenType is JsonTokenType.StartObject)
            {
                fields.HasProperties = true;
                PropertiesReading.Read(ref nested, ref fields);
            }

            return;
        }

        reader.Skip();
    }

    /// <summary>The tenant of <c>/tenants/{id}/providers/…</c>.</summary>
    private static string? TenantIn(string? path)
    {
        const string Prefix = "/tenants/";
        if (path is null || !path.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var rest = path.AsSpan(Prefix.Length);
        var end = rest.IndexOf('/');
        var id = end < 0 ? rest : rest[..end];
        return id.IsEmpty ? null : id.ToString();
    }
}

/// <summary>JSON inside a JSON text.</summary>
internal static class NestedJson
{
    public static Utf8JsonReader Reader(byte[] text) => new(text, new JsonReaderOptions { MaxDepth = SignInReader.MaxDepth });
}
