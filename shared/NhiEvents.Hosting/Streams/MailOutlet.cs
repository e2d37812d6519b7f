using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using NhiEvents.Core.Ports;

namespace NhiEvents.Hosting.Streams;

/// <summary>SMTP. The Message-ID stays the same when a mail is sent again, so that a mailbox can drop the second.</summary>
/// <param name="timeout">For one mail.</param>
internal sealed class MailOutlet(TimeSpan timeout)
{
    /// <exception cref="OutletException">The server did not take it.</exception>
    public async Task SendAsync(OutletTarget target, OutletPiece piece, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(timeout);
        try
        {
            using var client = new SmtpClient(target.Host, target.Port) { EnableSsl = target.Tls };
            if (target.User is { } user)
            {
                client.Credentials = new NetworkCredential(user, target.Secret);
            }

            using var mail = new MailMessage(target.From!, target.To!, piece.Title, piece.Text)
            {
                SubjectEncoding = Encoding.UTF8,
                BodyEncoding = Encoding.UTF8,
                BodyTransferEncoding = TransferEncoding.QuotedPrintable,
                Headers = { { "Message-ID", $"<{piece.Id}@nhi-events>" }, { "Auto-Submitted", "auto-generated" } },
            };
            await client.SendMailAsync(mail, limit.Token);
        }
        catch (SmtpFailedRecipientException unknown)
        {
            throw new OutletException($"{target.Name}: the server does not take mail for this address ({unknown.StatusCode}).", unknown) { Refused = IsFinal(unknown.StatusCode) };
        }
        catch (SmtpException trouble)
        {
            throw new OutletException($"{target.Name}: {trouble.StatusCode}.", trouble) { Refused = IsFinal(trouble.StatusCode) };
        }
        catch (FormatException noAddress)
        {
            throw new OutletException($"{target.Name}: the owner's address is none.", noAddress) { Refused = true };
        }
        catch (OperationCanceledException tooLate) when (!ct.IsCancellationRequested)
        {
            throw new OutletException($"{target.Name} did not answer in time.", tooLate);
        }
    }

    /// <summary>About this mail, whenever it comes.</summary>
    private static bool IsFinal(SmtpStatusCode status) => status is SmtpStatusCode.MailboxUnavailable or SmtpStatusCode.MailboxNameNotAllowed or SmtpStatusCode.ExceededStorageAllocation;
}
