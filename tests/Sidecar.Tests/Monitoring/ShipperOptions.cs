namespace Sidecar.Tests.Monitoring;

/// <summary>
/// The options that the programs say they have, of those parts that the examples touch. Each list is from the program's own
/// source or reference, named beside it, and longer than what is used, so that a wrong word is found.
/// </summary>
internal static class ShipperOptions
{
    public static HashSet<string> Of(string file) => [.. file switch
    {
        "filebeat.yml" => Filebeat(),
        "vector.yaml" => Vector(),
        "evebox-agent.yaml" => EveBoxAgent(),
        "telegraf.conf" => Telegraf(),
        "logstash.conf" => Logstash(),
        "splunk-inputs.conf" => ["sourcetype", "index", "host", "disabled", "crcSalt", "whitelist", "blacklist"],
        "splunk-props.conf" => SplunkProps(),
        _ => throw new ArgumentOutOfRangeException(nameof(file), file, "no list of its options"),
    }];

    /// <summary>
    /// elastic/beats: x-pack/filebeat/module/suricata/_meta/config.yml and eve/manifest.yml (module), filebeat/input/filestream/config.go,
    /// libbeat/reader/readjson/json_config.go (ndjson), filebeat/inputsource/unix/config.go, libbeat/processors/timestamp/config.go
    /// and libbeat/processors/actions/decode_json_fields.go.
    /// </summary>
    private static IEnumerable<string> Filebeat() =>
    [
        .. Below("filebeat.modules", "module", "eve.enabled", "eve.var.paths", "eve.var.tags"),
        .. Below("filebeat.inputs", "type", "id", "enabled", "paths", "message_max_bytes", "encoding", "ignore_older", "file_identity", "harvester_limit", "buffer_size"),
        .. Below("filebeat.inputs.parsers.ndjson", "target", "field", "message_key", "document_id", "keys_under_root", "overwrite_keys", "add_error_key", "ignore_decoding_error", "expand_keys"),
        .. Below("filebeat.inputs", "path", "group", "mode", "timeout", "max_message_size", "max_connections", "line_delimiter", "framing", "socket_type"),
        .. Below("filebeat.inputs.processors.timestamp", "field", "target_field", "layouts", "timezone", "ignore_missing", "ignore_failure", "test", "id"),
        .. Below("filebeat.inputs.processors.decode_json_fields", "fields", "process_array", "max_depth", "target", "overwrite_keys", "expand_keys", "add_error_key", "document_id"),
    ];

    /// <summary>
    /// vectordotdev/vector: website/cue/reference/components/sources/base/exec.cue, socket.cue and file.cue, and the reference of
    /// the transform remap and the sink file.
    /// </summary>
    private static IEnumerable<string> Vector() =>
    [
        .. Below("sources.NAME", "type", "mode", "command", "environment", "clear_environment", "include_stderr", "maximum_buffer_size_bytes", "working_directory"),
        .. Below("sources.NAME", "streaming.respawn_on_exit", "streaming.respawn_interval_secs", "scheduled.exec_interval_secs"),
        .. Below("sources.NAME", "framing.method", "framing.newline_delimited.max_length", "decoding.codec", "decoding.json.lossy"),
        .. Below("sources.NAME", "path", "address", "host_key", "max_length", "port_key", "socket_file_mode", "shutdown_timeout_secs"),
        .. Below("sources.NAME", "include", "exclude", "read_from", "max_line_bytes", "max_read_bytes", "data_dir", "file_key", "fingerprint.strategy", "fingerprint.bytes", "ignore_older_secs", "line_delimiter", "offset_key"),
        .. Below("transforms.NAME", "type", "inputs", "source", "file", "drop_on_error", "drop_on_abort", "reroute_dropped", "timezone"),
        .. Below("sinks.NAME", "type", "inputs", "path", "encoding.codec", "compression", "idle_timeout_secs", "timezone"),
    ];

    /// <summary>jasonish/evebox: examples/agent.yaml.</summary>
    private static IEnumerable<string> EveBoxAgent() =>
        ["server.url", "server.key", "elasticsearch.enabled", "elasticsearch.url", "elasticsearch.index", "data-directory", "disable-certificate-check", "input.paths", "additional-fields", "rules", "agent-id"];

    /// <summary>influxdata/telegraf: plugins/inputs/execd/sample.conf and plugins/parsers/json/README.md.</summary>
    private static IEnumerable<string> Telegraf() =>
    [
        "command", "environment", "signal", "restart_delay", "buffer_size", "data_format",
        "json_strict", "json_query", "tag_keys", "json_string_fields", "json_name_key", "json_time_key", "json_time_format", "json_timezone",
    ];

    /// <summary>logstash-plugins: docs/index.asciidoc of logstash-input-unix (3.0.7), logstash-input-file and logstash-filter-date; the file output and common options by hand.</summary>
    private static IEnumerable<string> Logstash() =>
    [
        .. Below("input.unix", "data_timeout", "force_unlink", "mode", "path", "socket_not_present_retry_interval_seconds"),
        .. Below("input.file", "path", "exclude", "mode", "start_position", "sincedb_path", "stat_interval", "discover_interval"),
        .. new[] { "input.unix", "input.file" }.SelectMany(input => Below(input, "add_field", "codec", "enable_metric", "id", "tags", "type")),
        .. Below("filter.date", "locale", "match", "tag_on_failure", "target", "timezone"),
        .. Below("output.file", "create_if_deleted", "dir_mode", "file_mode", "filename_failure", "flush_interval", "gzip", "path", "write_behavior", "codec"),
    ];

    /// <summary>Splunk 9.0: system/README/props.conf.spec; inputs.conf.spec for the other file.</summary>
    private static IEnumerable<string> SplunkProps() =>
    [
        "CHARSET", "TRUNCATE", "LINE_BREAKER", "LINE_BREAKER_LOOKBEHIND", "SHOULD_LINEMERGE", "BREAK_ONLY_BEFORE", "MAX_EVENTS", "INDEXED_EXTRACTIONS",
        "DATETIME_CONFIG", "TIME_PREFIX", "MAX_TIMESTAMP_LOOKAHEAD", "TIME_FORMAT", "TZ", "KV_MODE",
    ];

    private static IEnumerable<string> Below(string path, params string[] options) => options.Select(option => $"{path}.{option}");
}
