using NhiEvents.Functions.Tests.Portal;

namespace NhiEvents.Browser.Tests;

/// <summary>A large tenant behind the portal, filled once for the tests that need one.</summary>
public sealed class LargePortal : IAsyncDisposable
{
    private readonly SemaphoreSlim _once = new(1, 1);
    private LargeTenant? _tenant;

    /// <summary>Filled when it is first asked for: where the tests that need it do not run, it costs nothing.</summary>
    internal async Task<LargeTenant> OpenAsync(CancellationToken ct)
    {
        await _once.WaitAsync(ct);
        try
        {
            return _tenant ??= await LargeTenant.StartAsync(ct);
        }
        finally
        {
            _once.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _once.Dispose();
        if (_tenant is not null)
        {
            await _tenant.DisposeAsync();
        }
    }
}
