using System.Text.Json;

namespace NhiEvents.Local.Hosting;

/// <summary>The files of each app that the build copies beside the local host.</summary>
internal static class AppFiles
{
    public static string HostJson(string app) => Path.Combine(AppContext.BaseDirectory, "apps", app, "host.json");

    /// <summary>The <c>Values</c> of the app's <c>local.settings.sample.json</c>, as the Functions tools would set them.</summary>
    public static IReadOnlyDictionary<string, string?> Settings(string app)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "apps", app, "local.settings.sample.json");
        try
        {
            using var file = JsonDocument.Parse(File.ReadAllBytes(path));
            return file.RootElement.GetProperty("Values").EnumerateObject()
                .ToDictionary(setting => setting.Name.Replace("__", ":", StringComparison.Ordinal), setting => setting.Value.GetString());
        }
        catch (Exception fault) when (fault is IOException or JsonException or KeyNotFoundException)
        {
            throw new HostRefusalException($"{path}: {fault.Message}");
        }
    }
}
