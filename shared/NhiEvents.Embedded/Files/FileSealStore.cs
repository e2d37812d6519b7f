using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using NhiEvents.Core.Ports;

namespace NhiEvents.Embedded.Files;

/// <summary>The seal port as files in a folder: one per seal, made once, never opened for writing again.</summary>
/// <remarks>Put the folder on another disk or share, where the account that runs the system may add files and nothing else; then it protects against that account too.</remarks>
public sealed class FileSealStore(string folder) : ISealStore
{
    private const string Suffix = ".json";

    public Task AppendAsync(string series, StoredSeal seal, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var path = PathOf(series, seal.Number);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var partial = $"{path}.{Convert.ToHexStringLower(SHA256.HashData(seal.Body.Span).AsSpan(0, 8))}.partial";
        using (var file = new FileStream(partial, FileMode.Create, FileAccess.Write))
        {
            file.Write(seal.Body.Span);
            file.Flush(flushToDisk: true);
        }

        try
        {
            // A move that refuses to replace: a seal appears whole, once, or not at all.
            File.Move(partial, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(partial);
            throw new StaleStateException($"Seal {seal.Number} of {series} exists.");
        }

        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<StoredSeal> ReadAllAsync(string series, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var number in Numbers(series))
        {
            yield return new StoredSeal(number, await File.ReadAllBytesAsync(PathOf(series, number), ct));
        }
    }

    public async Task<StoredSeal?> ReadLastAsync(string series, CancellationToken ct) =>
        Numbers(series) is { Count: > 0 } numbers ? new StoredSeal(numbers[^1], await File.ReadAllBytesAsync(PathOf(series, numbers[^1]), ct)) : null;

    private List<long> Numbers(string series)
    {
        var place = Path.Combine(folder, series);
        return Directory.Exists(place)
            ? [.. Directory.EnumerateFiles(place, "*" + Suffix)
                .Select(Path.GetFileNameWithoutExtension)
                .Select(name => long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
                .Where(number => number > 0)
                .Order()]
            : [];
    }

    private string PathOf(string series, long number) => Path.Combine(folder, series, number.ToString("D12", CultureInfo.InvariantCulture) + Suffix);
}
