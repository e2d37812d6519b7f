using System.Text;
using System.Text.Json;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.Policies;
using NhiEvents.Local.Context;
using NhiEvents.Local.Hosting;

namespace NhiEvents.Local.Preflight;

/// <summary>Finds the policy that a preflight is about: a file of its own, or one of an export of all policies.</summary>
internal static class PolicyFiles
{
    private static readonly JsonDocumentOptions Options = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 128 };

    /// <param name="policy">A file that holds one policy in Graph's shape, or the id or name of one in <paramref name="export"/>.</param>
    /// <param name="export">A page of Graph's policies; null when there is none.</param>
    /// <param name="locations">A page of Graph's named locations; null when there is none.</param>
    /// <returns>Null: only its id or name is known, so only Entra's own verdicts in the logs count.</returns>
    /// <exception cref="HostRefusalException">A file cannot be read, or holds no such policy.</exception>
    public static PolicyTrial? Read(string policy, FileInfo? export, FileInfo? locations, ContextInput context)
    {
        if (Find(policy, export) is not { } json)
        {
            return null;
        }

        var id = Text(json, "id") ?? policy;
        try
        {
            return PolicyTrial.Of(id, json.GetRawText(), locations is null ? [] : ReadLocations(locations), context.Directory.Groups);
        }
        catch (FormatException fault)
        {
            throw new HostRefusalException(fault.Message);
        }
    }

    private static JsonElement? Find(string policy, FileInfo? export)
    {
        if (File.Exists(policy))
        {
            return Items(policy).FirstOrDefault(IsPolicy) is { ValueKind: JsonValueKind.Object } only ? only : throw new HostRefusalException($"{policy} holds no Conditional Access policy (an object with conditions).");
        }

        if (policy.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
        {
            throw new HostRefusalException($"{policy} does not exist.");
        }

        if (export is null)
        {
            return null;
        }

        var found = Items(export.FullName).Where(IsPolicy).Where(item => Is(Text(item, "id"), policy) || Is(Text(item, "displayName"), policy)).ToList();
        return found.Count switch
        {
            1 => found[0],
            0 => throw new HostRefusalException($"--policies {export} holds no policy with the id or name '{policy}'."),
            _ => throw new HostRefusalException($"--policies {export} holds {found.Count} policies with the name '{policy}': give its id."),
        };
    }

    private static List<NamedLocation> ReadLocations(FileInfo file) => [.. Items(file.FullName).Select(LocationJson.Read).OfType<NamedLocation>()];

    private static List<JsonElement> Items(string path)
    {
        try
        {
            var text = File.ReadAllBytes(path);
            using var document = JsonDocument.Parse(text.AsMemory(text.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? 3 : 0), Options);
            var root = document.RootElement.Clone();
            return root.ValueKind is JsonValueKind.Array ? [.. root.EnumerateArray()]
                : root.ValueKind is JsonValueKind.Object && root.TryGetProperty("value", out var value) && value.ValueKind is JsonValueKind.Array ? [.. value.EnumerateArray()]
                : [root];
        }
        catch (Exception fault) when (fault is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new HostRefusalException($"{path}: {fault.Message}");
        }
    }

    private static bool IsPolicy(JsonElement item) => item.ValueKind is JsonValueKind.Object && item.TryGetProperty("conditions", out _);

    private static bool Is(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static string? Text(JsonElement json, string name) => json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var text) && text.ValueKind is JsonValueKind.String ? text.GetString() : null;
}
