using System.ComponentModel;
using NhiEvents.Core.Detection;
using NhiEvents.Core.Ingest;
using NhiEvents.Hosting;

namespace NhiEvents.Local.Context;

/// <summary>What a configuration file may say.</summary>
internal static class ConfigNames
{
    public const string Registry = "registry";

    public const string Directory = "directory";

    public const string RegistryGroup = "registryGroup";

    public const string Since = "since";

    public const string Until = "until";

    public const string Format = "format";

    public const string FailOn = "failOn";

    public const string EvidenceRules = "evidenceRules";

    public const string IdentityKinds = "identityKinds";

    public const string ErrorCodes = "errorCodes";

    private static readonly string[] Options = [Registry, Directory, RegistryGroup, Since, Until, Format, FailOn, EvidenceRules, IdentityKinds, ErrorCodes];

    private static readonly Dictionary<string, Type> Sections = new(StringComparer.OrdinalIgnoreCase)
    {
        [DetectionOptions.Section] = typeof(DetectionOptions),
        [IngestOptions.Section] = typeof(IngestOptions),
        [SettlementOptions.Section] = typeof(SettlementOptions),
    };

    public static bool IsOption(string name) => Options.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Why a value cannot stand there; null when it can.</summary>
    /// <param name="path">Names from the outside in; the place in a list is a name too.</param>
    public static string? Fault(IReadOnlyList<string> path, string value)
    {
        if (IsOption(path[0]))
        {
            return path.Count == 1 || (path.Count == 2 && path[1].All(char.IsAsciiDigit)) ? null : $"'{path[0]}' is a text or a list of texts";
        }

        if (path.Count == 1)
        {
            return $"'{path[0]}' is unknown; known: {string.Join(", ", Options)}, and the sections {string.Join(", ", Sections.Keys)}";
        }

        if (!Sections.TryGetValue(path[0], out var section))
        {
            return $"section '{path[0]}' is unknown; known: {string.Join(", ", Sections.Keys)}";
        }

        var setting = section.GetProperties().FirstOrDefault(property => property.Name.Equals(path[1], StringComparison.OrdinalIgnoreCase));
        if (setting is null)
        {
            return $"{path[0]} has no setting '{path[1]}'; known: {string.Join(", ", section.GetProperties().Select(property => property.Name))}";
        }

        var isOneValue = setting.PropertyType == typeof(string) || setting.PropertyType.IsValueType;
        if (isOneValue != (path.Count == 2))
        {
            return $"{path[0]}.{setting.Name} is {(isOneValue ? "one value, no list and no object" : "a list or an object, not one value")}";
        }

        return setting.PropertyType == typeof(string) || !isOneValue || TypeDescriptor.GetConverter(setting.PropertyType).IsValid(value)
            ? null
            : $"{path[0]}.{setting.Name}: '{value}' is no {(setting.PropertyType == typeof(TimeSpan) ? "duration; write 00:10:00 or 7.00:00:00" : setting.PropertyType.Name)}";
    }
}
