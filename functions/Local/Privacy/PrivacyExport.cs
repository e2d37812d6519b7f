using System.Text.Encodings.Web;
using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Core.Privacy;
using NhiEvents.Local.Output;

namespace NhiEvents.Local.Privacy;

/// <summary>Everything that is kept of a person, as JSON.</summary>
internal static class PrivacyExport
{
    private const int SchemaVersion = 1;

    public static void Write(string path, string personId, IReadOnlyList<PersonTrace> traces, DateTimeOffset at) => AtomicFile.Write(path, stream =>
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteNumber("schemaVersion", SchemaVersion);
        json.WriteString("personId", personId);
        json.WriteString("at", at);
        json.WriteStartArray("rows");
        foreach (var trace in traces)
        {
            json.WriteStartObject();
            json.WriteString("app", trace.App);
            json.WriteString("tenantId", trace.TenantId);
            json.WriteString("kind", trace.Kind);
            json.WriteString("row", trace.RowKey);
            json.WriteString("whenErased", CamelCase.Of(trace.Fate));
            json.WriteString("why", trace.Why);
            json.WritePropertyName("content");
            using (var body = JsonDocument.Parse(trace.Body))
            {
                body.RootElement.WriteTo(json);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });
}
