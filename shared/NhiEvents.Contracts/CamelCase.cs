using System.Text.Json;
using System.Text.Json.Serialization;

namespace NhiEvents.Contracts;

/// <summary>Writes an enum as <c>camelCase</c> text and reads nothing else.</summary>
public sealed class CamelCase<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;

/// <summary>Names of enum values as the wire has them.</summary>
public static class CamelCase
{
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
