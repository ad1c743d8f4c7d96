using System.Text.Json.Serialization;

namespace Sidecar.Control;

/// <summary>How the documents of the control socket are read and written: no reflection, names in snake_case.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StatusDocument))]
[JsonSerializable(typeof(LiveFlowsDocument))]
[JsonSerializable(typeof(ExclusionsDocument))]
[JsonSerializable(typeof(ExclusionRequest))]
[JsonSerializable(typeof(ExclusionAnswer))]
internal sealed partial class ControlJson : JsonSerializerContext;
