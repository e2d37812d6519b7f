using System.Text.Json;

namespace NhiEvents.Core.Events;

/// <summary>Who demanded the challenge: <c>authenticationRequirementPolicies[].requirementProvider</c>.</summary>
internal static class RequirementReading
{
    private const int MaxProviders = 16;

    /// <summary>Reads all entries of the list that the reader has entered.</summary>
    public static void Read(ref Utf8JsonReader reader, ref SignInFields fields)
    {
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
        {
            ReadOne(ref reader, ref fields);
        }
    }

    private static void ReadOne(ref Utf8JsonReader reader, ref SignInFields fields)
    {
        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            fields.LacksPolicies |= reader.TokenType is JsonTokenType.String;
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var provider = JsonText.Is(ref reader, "requirementProvider"u8);
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
