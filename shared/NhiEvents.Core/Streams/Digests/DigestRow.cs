using System.Text.Json;
using System.Text.Json.Serialization;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Streams.Digests;

/// <summary>One finding, as far as a digest needs it.</summary>
/// <param name="Since">When it opened, by its first event.</param>
/// <param name="KnownAt">When it opened, or was over, as far as is known here.</param>
internal sealed record DigestRow(string FindingId, string Owner, string Heading, string Name, Severity Severity, DateTimeOffset Since, DateTimeOffset KnownAt, long Revision, bool Open)
{
    /// <summary>Nobody is told of it until then.</summary>
    public DateTimeOffset? MutedUntil { get; init; }

    /// <summary>Of the last word about its mutes.</summary>
    public long MuteRevision { get; init; }

    public const string Kind = "digest";

    public static string Key(string findingId) => $"{State.KeyText.Clean(findingId)}|digest";
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(CamelCase<Severity>)])]
[JsonSerializable(typeof(DigestRow))]
internal sealed partial class DigestJson : JsonSerializerContext;
