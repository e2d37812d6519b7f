using System.Text;
using NhiEvents.Core.Ports;

namespace NhiEvents.Hosting.Streams;

/// <summary>One line for each piece at the end of a file, on disk when it returns.</summary>
internal sealed class FileOutlet : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);

    /// <exception cref="OutletException">The file cannot be written now.</exception>
    public async Task AppendAsync(OutletTarget target, OutletPiece piece, CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            await using var file = new FileStream(target.Path!, FileMode.Append, FileAccess.Write, FileShare.Read);
            await file.WriteAsync(Encoding.UTF8.GetBytes(piece.Text + "\n"), ct);
            file.Flush(flushToDisk: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new OutletException($"{target.Name}: {fault.Message}", fault);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();
}
