using NhiEvents.Core.Identities.Directory;
using NhiEvents.Core.Identities.Facts;
using NhiEvents.Core.Identities.Kinds;
using NhiEvents.Core.Identities.Registry;
using NhiEvents.Local.Hosting;
using NhiEvents.Local.Replay;

namespace NhiEvents.Local.Context;

/// <summary>Reads the registry and the directory's exports from files, packed or not.</summary>
internal sealed class ContextFiles
{
    /// <summary>A file is read whole; 512 MB hold some 500,000 objects.</summary>
    private const long MaxBytes = 512L * 1024 * 1024;

    private readonly List<string> _notes = [];

    /// <summary>What was left aside, one line each.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>What the directory's exports hold, groups too.</summary>
    public DirectoryExport Export { get; private set; } = new();

    /// <param name="registry">Path; null when there is none.</param>
    /// <param name="group">Object id or name of the group whose members are registered; null when there is none.</param>
    /// <exception cref="HostRefusalException">A path cannot be read, or the registry has faults; all of them are named.</exception>
    public IdentityFactsIndex Read(string? registry, IReadOnlyList<string> directory, string? group, KindTable kinds)
    {
        var registered = registry is null ? [] : ReadRegistry(registry);
        var export = Export = ReadDirectory(directory);
        var members = group is null ? [] : export.MembersOf(group)
            ?? throw new HostRefusalException($"--registry-group {group}: no file of --directory holds this group. Export it with its members: az rest --method get --url \"https://graph.microsoft.com/v1.0/groups/<id>?\\$expand=members\"");
        return new IdentityFactsIndex(registered, export.Identities(), members.ToHashSet(StringComparer.OrdinalIgnoreCase), kinds);
    }

    private IReadOnlyList<Contracts.Messages.IdentityFacts> ReadRegistry(string path)
    {
        var reading = RegistryReader.Read(Content(path, "--registry"));
        if (reading.Faults.Count > 0)
        {
            throw new HostRefusalException($"{path} has {reading.Faults.Count} fault(s); nothing of it was taken:{string.Concat(reading.Faults.Select(fault => $"\n  - {fault}"))}");
        }

        if (reading.Ignored.Count > 0)
        {
            _notes.Add($"{Path.GetFileName(path)}: nobody reads {string.Join(", ", reading.Ignored.Select(Printable))}.");
        }

        return reading.Identities;
    }

    private DirectoryExport ReadDirectory(IReadOnlyList<string> paths)
    {
        var export = new DirectoryExport();
        if (paths.Count == 0)
        {
            return export;
        }

        var rejected = new List<RejectedRow>();
        var before = 0;
        foreach (var file in new LogPaths(rejected).Open(paths))
        {
            using (file)
            {
                var faults = DirectoryReader.Read(Bytes(file), export);
                if (faults.Count > 0)
                {
                    _notes.Add($"{Printable(file.Name)}: {faults.Count} object(s) could not be read; first: {faults[0]}.");
                }

                if (export.Objects == before && faults.Count == 0)
                {
                    _notes.Add($"{Printable(file.Name)}: no users, service principals, applications or groups in it.");
                }

                before = export.Objects;
            }
        }

        _notes.AddRange(rejected.Select(row => $"{Printable(row.File)}: {row.Reason}, {Printable(row.Text)}."));
        return export.Count > 0 ? export : throw new HostRefusalException($"--directory {string.Join(' ', paths)}: nothing in it is an export of users, service principals, applications or groups.{string.Concat(_notes.Take(3).Select(note => "\n  - " + note))}");
    }

    private static byte[] Content(string path, string option)
    {
        if (!File.Exists(path))
        {
            throw new HostRefusalException($"{option} {path} does not exist.");
        }

        var rejected = new List<RejectedRow>();
        var files = new LogPaths(rejected).Open([path]);
        if (rejected.Count > 0 || files.Count == 0)
        {
            files.ToList().ForEach(file => file.Dispose());
            throw new HostRefusalException($"{option} {path}: {(rejected.Count > 0 ? $"{rejected[0].Reason}, {rejected[0].Text}" : "the file is empty")}");
        }

        using (files[0])
        {
            return Bytes(files[0]);
        }
    }

    private static byte[] Bytes(LogFile file)
    {
        if (file.Length > MaxBytes)
        {
            throw new HostRefusalException($"{file.Name} has {file.Length / 1024 / 1024} MB; more than {MaxBytes / 1024 / 1024} MB are not read at once. Export it in parts.");
        }

        var bytes = new byte[file.Length];
        return bytes[..file.Read(bytes, 0)];
    }

    private static string Printable(string text) => string.Concat(text.Where(letter => !char.IsControl(letter)));
}
