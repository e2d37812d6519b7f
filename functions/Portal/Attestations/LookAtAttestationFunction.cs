using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Core.Portal.Attestations;
using NhiEvents.Functions.Portal.Http;

namespace NhiEvents.Functions.Portal.Attestations;

public sealed class LookAtAttestationFunction(AttestationDesk desk, PortalDoor door)
{
    /// <summary>For whoever has the link of a question: it needs no role. Never a GET, because links in mail and chat are opened by machines too.</summary>
    [Function("LookAtAttestation")]
    public Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/attestation/look")] HttpRequest request, CancellationToken ct) =>
        door.AnswerOwnerAsync(request, async person =>
        {
            var body = await Answers.BodyAsync(request, AttestationJson.Default.AttestationBody, ct);
            return AttestationAnswers.Of(request, await desk.LookAsync(body.Link, person, ct));
        });
}
