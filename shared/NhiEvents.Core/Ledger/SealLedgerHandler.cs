using Microsoft.Extensions.Logging;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Ledger;

/// <summary>Seals what the app has written into its ledger.</summary>
/// <remarks>What keeps a seal from being made is said in the log, where an alert waits for it: a timer that fails once an hour is noticed by nobody.</remarks>
public sealed class SealLedgerHandler(LedgerSealing sealing, ILogger<SealLedgerHandler> log)
{
    public async Task HandleAsync(CancellationToken ct)
    {
        try
        {
            await sealing.SealAsync(ct);
        }
        catch (InvalidDataException changed)
        {
            log.NotSealed(changed.Message);
        }
        catch (StaleStateException)
        {
            // Another instance has sealed just now.
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            log.SealDelayed(failure, failure.Message);
        }
    }
}
