using NhiEvents.Core.Events;
using NhiEvents.Local.Hosting;

namespace NhiEvents.Local.Replay;

/// <summary>Turns the paths a user typed into files: folders recursively, each file once, in the order of their names; <c>-</c> is standard input.</summary>
internal sealed class LogPaths(List<RejectedRow> rejected)
{
    /// <summary>Of a folder only files with these endings are read; a file that is named itself always is.</summary>
    private static readonly HashSet<string> LogEndings = new(StringComparer.OrdinalIgnoreCase) { ".json", ".ndjson", ".jsonl", ".log", ".txt", ".csv", ".gz" };

    private readonly SortedDictionary<string, string> _found = new(StringComparer.Ordinal); // full path -> shown name
    private readonly HashSet<string> _named = new(StringComparer.Ordinal);
    private bool _standardInput;

    /// <exception cref="HostRefusalException">A path that was typed does not exist or may not be read.</exception>
    public IReadOnlyList<LogFile> Open(IReadOnlyList<string> paths)
    {
        foreach (var path in paths)
        {
            Add(path);
        }

        var opening = new LogOpening(new Spool(SpoolLimits.Default), rejected);
        var opened = new List<LogFile>();
        try
        {
            foreach (var (path, name) in _found.OrderBy(file => file.Value, StringComparer.Ordinal))
            {
                Keep(Open(opening, name, path), opened);
            }

            Keep(_standardInput ? opening.OpenStandardInput() : null, opened);
            return opened;
        }
        catch
        {
            opened.ForEach(file => file.Dispose());
            throw;
        }
    }

    private static void Keep(LogFile? file, List<LogFile> opened)
    {
        if (file is not null)
        {
            opened.Add(file);
        }
    }

    /// <summary>A file that was named must be readable; one in a folder may have vanished or be somebody else's.</summary>
    private LogFile? Open(LogOpening opening, string name, string path)
    {
        try
        {
            return opening.Open(name, path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            if (_named.Contains(path))
            {
                throw Refused(fault);
            }

            rejected.Add(new RejectedRow(name, 1, 0, fault is UnauthorizedAccessException ? RejectReasons.NoAccess : RejectReasons.ReadError, fault.Message.Replace(path, name, StringComparison.Ordinal)));
            return null;
        }
    }

    private void Add(string path)
    {
        if (path == "-")
        {
            _standardInput = true;
            return;
        }

        var full = Path.GetFullPath(path);
        if (File.Exists(full))
        {
            _named.Add(full);
            _found[full] = Path.GetFileName(full);
            return;
        }

        if (!Directory.Exists(full))
        {
            throw new HostRefusalException($"{path} does not exist. Give the files or folders of exported logs, or - for standard input.");
        }

        try
        {
            _ = Directory.EnumerateFileSystemEntries(full).FirstOrDefault();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Refused(fault);
        }

        AddFolder(full, Path.GetDirectoryName(full.TrimEnd(Path.DirectorySeparatorChar)) ?? full);
    }

    private static HostRefusalException Refused(Exception fault) =>
        new(fault is UnauthorizedAccessException ? $"{fault.Message} Let this user read it, or copy the logs to a place where it may." : fault.Message);

    private void AddFolder(string folder, string parent)
    {
        try
        {
            foreach (var file in Directory.EnumerateFiles(folder).Where(file => LogEndings.Contains(Path.GetExtension(file))))
            {
                _found.TryAdd(file, Shown(file, parent));
            }

            foreach (var below in Directory.EnumerateDirectories(folder).Where(below => !new DirectoryInfo(below).Attributes.HasFlag(FileAttributes.ReparsePoint)))
            {
                AddFolder(below, parent);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            rejected.Add(new RejectedRow(Shown(folder, parent), 1, 0, RejectReasons.NoAccess, "the folder cannot be read"));
        }
    }

    private static string Shown(string path, string parent) => Path.GetRelativePath(parent, path).Replace('\\', '/');
}
