using System.Text.Json;
using System.Text.Json.Serialization;

namespace NhiEvents.Core.Detection;

/// <summary>What a log's own words say where its code does not: versioned data, because Microsoft changes the words.</summary>
/// <remarks>
/// Immutable. A text is searched for fragments, in any case and with any white space. The texts of 50053 seen in public material are "Sign-in was blocked because
/// it came from an IP address with malicious activity" and "The account is locked, you've tried to sign in too many times with an incorrect user ID or password."
/// Azure Resource Manager writes "Reasons: MFA is required" or "Users must use MFA for Create/Update operations".
/// </remarks>
internal sealed class FailureReasonTable
{
    /// <summary>50053: the source address is judged malicious.</summary>
    public const string MaliciousSource = "malicious-source";

    /// <summary>50053: the account is locked.</summary>
    public const string Locked = "locked";

    /// <summary>Azure Resource Manager refused for want of multi-factor authentication.</summary>
    public const string MfaRequired = "mfa-required";

    internal const string ResourceName = "NhiEvents.Core.Detection.failure-reasons.json";

    private static readonly Lazy<FailureReasonTable> LazyShipped = new(() => DataFile.LoadShipped(ResourceName, "failure-reasons.json", Load));

    private readonly FailureReasonFile _file;

    private FailureReasonTable(FailureReasonFile file) => _file = file;

    /// <summary>The table that comes with the product.</summary>
    public static FailureReasonTable Shipped => LazyShipped.Value;

    public string Version => _file.Version;

    /// <exception cref="InvalidDataException">The file has faults; the message lists all of them.</exception>
    public static FailureReasonTable Load(Stream json, string name)
    {
        var file = DataFile.Parse(json, name, FailureReasonJson.Default.FailureReasonFile);
        var faults = file?.Faults().ToList() ?? ["the file holds null"];
        return file is not null && faults.Count == 0
            ? new FailureReasonTable(file)
            : throw DataFile.Faulty(name, faults);
    }

    /// <summary>Which of these meanings the text has; null when it has none, or more than one: the documentation's own text names both meanings of 50053.</summary>
    public string? MeaningOf(string? text, params ReadOnlySpan<string> meanings)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var folded = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        string? found = null;
        foreach (var meaning in meanings)
        {
            if (_file.Meanings[meaning].Any(fragment => folded.Contains(fragment, StringComparison.OrdinalIgnoreCase)))
            {
                if (found is not null)
                {
                    return null;
                }

                found = meaning;
            }
        }

        return found;
    }
}

/// <summary>The file as written.</summary>
internal sealed record FailureReasonFile(int SchemaVersion, string Version, IReadOnlyDictionary<string, IReadOnlyList<string>> Meanings)
{
    private static readonly string[] Known = [FailureReasonTable.MaliciousSource, FailureReasonTable.Locked, FailureReasonTable.MfaRequired];

    public IEnumerable<string> Faults()
    {
        foreach (var fault in DataFile.HeadFaults(SchemaVersion, expected: 1, Version))
        {
            yield return fault;
        }

        foreach (var meaning in Known.Where(meaning => !Meanings.ContainsKey(meaning)))
        {
            yield return $"meanings: '{meaning}' is missing";
        }

        foreach (var meaning in Meanings.Keys.Except(Known))
        {
            yield return $"meanings: '{meaning}' is unknown";
        }

        foreach (var (meaning, fragments) in Meanings)
        {
            if (fragments is null || fragments.Any(string.IsNullOrWhiteSpace))
            {
                yield return $"meanings.{meaning}: a fragment is empty";
            }
        }
    }
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true)]
[JsonSerializable(typeof(FailureReasonFile))]
internal sealed partial class FailureReasonJson : JsonSerializerContext;
