using System.Text.Json;

namespace NhiEvents.Core.Events;

/// <summary>Who demanded the challenge: <c>authenticationRequirementPolicies[].requirementProvider</c>.</summary>
internal static class RequirementReading
{
    private const int MaxProviders = 16;

    public static void Read(ref Utf8JsonReader reader, ref SignInFields fields)
    {
        if (JsonText.ReadNested(ref reader) is { } text)
        {
            var nested = NestedJson.Reader(text);
            if (nested.Read())
            {
                Read(ref nested, ref fields);
            }

            return;
        }

        if (reader.TokenType is not JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
        {
            ReadOne(ref reader, ref fields);
        }
    }

    private static void ReadOne(ref Utf8JsonReader reader, ref SignInFields fields)
    {
        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var provider = reader.ValueTextEquals("requirementProvider"u8);
            reader.Read();
            if (!provider)
            {
                reader.Skip();
            }
            else if (JsonText.Read(ref reader) is { } name && (fields.DemandedBy?.Count ?? 0) < MaxProviders)
            {
                (fields.DemandedBy ??= new SortedSet<string>(StringComparer.Ordinal)).Add(name);
            }
        }
    }
}
