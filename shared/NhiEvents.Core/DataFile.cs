using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace NhiEvents.Core;

/// <summary>What every versioned data file has in common: where the shipped one is, and how its faults are told.</summary>
internal static class DataFile
{
    /// <summary>Reads the file that is embedded in this assembly.</summary>
    public static T LoadShipped<T>(string resourceName, string name, Func<Stream, string, T> load)
    {
        using var json = typeof(DataFile).Assembly.GetManifestResourceStream(resourceName)
            ?? throw new InvalidDataException($"{resourceName} is not embedded in this assembly");
        return load(json, name);
    }

    /// <summary>The file's content; null when the file holds null.</summary>
    /// <exception cref="InvalidDataException">The file is not JSON of this type.</exception>
    public static T? Parse<T>(Stream json, string name, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type);
        }
        catch (JsonException unreadable)
        {
            throw new InvalidDataException($"{name}: {unreadable.Message}", unreadable);
        }
    }

    /// <summary>What is wrong with the two lines that every file begins with.</summary>
    public static IEnumerable<string> HeadFaults(int schemaVersion, int expected, string? version)
    {
        if (schemaVersion != expected)
        {
            yield return $"schemaVersion is {schemaVersion}, expected {expected}";
        }

        if (string.IsNullOrWhiteSpace(version))
        {
            yield return "version is empty";
        }
    }

    /// <summary>All faults of a file at once.</summary>
    public static InvalidDataException Faulty(string name, IReadOnlyCollection<string> faults) =>
        new($"{name} has {faults.Count} fault(s):{Environment.NewLine}{string.Join(Environment.NewLine, faults)}");
}
