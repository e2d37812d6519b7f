using NhiEvents.Local.Hosting;

namespace NhiEvents.Local.Replay;

/// <summary>Turns the paths a user typed into files: folders recursively, each file once, in the order of their names.</summary>
internal static class LogPaths
{
    /// <summary>Of a folder only files with these endings are read; a file that is named itself always is.</summary>
    private static readonly HashSet<string> LogEndings = new(StringComparer.OrdinalIgnoreCase) { ".json", ".ndjson", ".jsonl", ".log", ".txt", ".csv", ".gz" };

    public static IReadOnlyList<LogFile> Open(IReadOnlyList<string> paths)
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal); // full path -> shown name
        foreach (var path in paths)
        {
            Add(path, found);
        }

        var opened = new List<LogFile>();
        try
        {
            foreach (var (path, name) in found.OrderBy(file => file.Value, StringComparer.Ordinal))
            {
                opened.Add(LogFile.Open(name, path));
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            opened.ForEach(file => file.Dispose());
            throw new HostRefusalException(fault.Message);
        }

        return opened;
    }

    private static void Add(string path, SortedDictionary<string, string> found)
    {
        var full = Path.GetFullPath(path);
        if (File.Exists(full))
        {
            found[full] = Path.GetFileName(full);
            return;
        }

        if (!Directory.Exists(full))
        {
            throw new HostRefusalException($"{path} does not exist. Give the files or folders of exported logs.");
        }

        var parent = Path.GetDirectoryName(full.TrimEnd(Path.DirectorySeparatorChar)) ?? full;
        foreach (var file in Directory.EnumerateFiles(full, "*", SearchOption.AllDirectories).Where(file => LogEndings.Contains(Path.GetExtension(file))))
        {
            found[file] = Path.GetRelativePath(parent, file).Replace('\\', '/');
        }
    }
}
