//! The same details in the forms in which real clients printed them.

/// grpc-js: the metadata in JSON
pub(super) const JS_BUFFER: &str = r#"[{"type":"Buffer","data":[8,9,18,22,79,114,100,101,114,32,99,97,110,110,111,116,32,98,101,32,112,108,97,99,101,100,26,120,10,40,116,121,112,101,46,103,111,111,103,108,101,97,112,105,115,46,99,111,109,47,103,111,111,103,108,101,46,114,112,99,46,69,114,114,111,114,73,110,102,111,18,76,10,13,79,82,68,69,82,95,66,76,79,67,75,69,68,18,19,111,114,100,101,114,115,46,115,104,111,112,46,101,120,97,109,112,108,101,26,19,10,6,114,101,103,105,111,110,18,9,101,117,45,119,101,115,116,45,52,26,17,10,5,111,114,100,101,114,18,8,111,114,100,95,49,48,52,50,26,54,10,40,116,121,112,101,46,103,111,111,103,108,101,97,112,105,115,46,99,111,109,47,103,111,111,103,108,101,46,114,112,99,46,82,101,116,114,121,73,110,102,111,18,10,10,8,8,1,16,128,202,181,238,1,26,96,10,40,116,121,112,101,46,103,111,111,103,108,101,97,112,105,115,46,99,111,109,47,103,111,111,103,108,101,46,114,112,99,46,68,101,98,117,103,73,110,102,111,18,52,10,20,111,114,100,101,114,115,46,112,121,58,52,49,32,112,108,97,99,101,40,41,18,28,104,111,108,100,32,102,108,97,103,32,115,101,116,32,98,121,32,102,114,97,117,100,45,99,104,101,99,107,26,88,10,43,116,121,112,101,46,103,111,111,103,108,101,97,112,105,115,46,99,111,109,47,103,111,111,103,108,101,46,114,112,99,46,81,117,111,116,97,70,97,105,108,117,114,101,18,41,10,39,10,12,112,114,111,106,101,99,116,58,97,99,109,101,18,23,68,97,105,108,121,32,111,114,100,101,114,115,58,32,108,105,109,105,116,32,53,48,48,26,104,10,50,116,121,112,101,46,103,111,111,103,108,101,97,112,105,115,46,99,111,109,47,103,111,111,103,108,101,46,114,112,99,46,80,114,101,99,111,110,100,105,116,105,111,110,70,97,105,108,117,114,101,18,50,10,48,10,10,70,82,65,85,68,95,72,79,76,68,18,13,99,117,115,116,111,109,101,114,115,47,99,95,55,26,19,67,117,115,116,111,109,101,114,32,105,115,32,111,110,32,104,111,108,100,26,95,10,41,116,121,112,101,46,103,111,111,103,108,101,97,112,105,115,46,99,111,109,47,103,111,111,103,108,101,46,114,112,99,46,66,97,100,82,101,113,117,101,115,116,18,50,10,48,10,16,115,104,105,112,112,105,110,103,46,99,111,117,110,116,114,121,18,28,39,88,88,39,32,105,115,32,110,111,116,32,97,110,32,73,83,79,32,51,49,54,54,32,99,111,100,101,26,70,10,42,116,121,112,101,46,103,111,111,103,108,101,97,112,105,115,46,99,111,109,47,103,111,111,103,108,101,46,114,112,99,46,82,101,113,117,101,115,116,73,110,102,111,18,24,10,10,114,101,113,45,53,53,102,48,48,100,18,10,115,104,97,114,100,61,101,117,45,52,26,111,10,43,116,121,112,101,46,103,111,111,103,108,101,97,112,105,115,46,99,111,109,47,103,111,111,103,108,101,46,114,112,99,46,82,101,115,111,117,114,99,101,73,110,102,111,18,64,10,13,115,104,111,112,46,118,49,46,79,114,100,101,114,18,15,111,114,100,101,114,115,47,111,114,100,95,49,48,52,50,26,21,117,115,101,114,58,97,110,97,64,97,99,109,101,46,101,120,97,109,112,108,101,34,7,111,110,32,104,111,108,100,26,95,10,35,116,121,112,101,46,103,111,111,103,108,101,97,112,105,115,46,99,111,109,47,103,111,111,103,108,101,46,114,112,99,46,72,101,108,112,18,56,10,54,10,19,87,104,121,32,111,114,100,101,114,115,32,97,114,101,32,104,101,108,100,18,31,104,116,116,112,115,58,47,47,100,111,99,115,46,115,104,111,112,46,101,120,97,109,112,108,101,47,104,111,108,100,115,26,98,10,47,116,121,112,101,46,103,111,111,103,108,101,97,112,105,115,46,99,111,109,47,103,111,111,103,108,101,46,114,112,99,46,76,111,99,97,108,105,122,101,100,77,101,115,115,97,103,101,18,47,10,5,102,114,45,70,82,18,38,76,97,32,99,111,109,109,97,110,100,101,32,110,101,32,112,101,117,116,32,112,97,115,32,195,170,116,114,101,32,112,97,115,115,195,169,101,46]}]"#;

/// google-api-core: what `str()` of an exception appends to the message
pub(super) const API_CORE: &str = r#"[reason: "ORDER_BLOCKED"
domain: "orders.shop.example"
metadata {
  key: "region"
  value: "eu-west-4"
}
metadata {
  key: "order"
  value: "ord_1042"
}
, retry_delay {
  seconds: 1
  nanos: 500000000
}
, stack_entries: "orders.py:41 place()"
detail: "hold flag set by fraud-check"
, violations {
  subject: "project:acme"
  description: "Daily orders: limit 500"
}
, violations {
  type: "FRAUD_HOLD"
  subject: "customers/c_7"
  description: "Customer is on hold"
}
, field_violations {
  field: "shipping.country"
  description: "\'XX\' is not an ISO 3166 code"
}
, request_id: "req-55f00d"
serving_data: "shard=eu-4"
, resource_type: "shop.v1.Order"
resource_name: "orders/ord_1042"
owner: "user:ana@acme.example"
description: "on hold"
, links {
  description: "Why orders are held"
  url: "https://docs.shop.example/holds"
}
, locale: "fr-FR"
message: "La commande ne peut pas être passée."
]"#;

/// Python: a `google.rpc.Status` in text format
pub(super) const PYTHON_STATUS: &str = r#"code: 9
message: "Order cannot be placed"
details {
  type_url: "type.googleapis.com/google.rpc.ErrorInfo"
  value: "\n\rORDER_BLOCKED\022\023orders.shop.example\032\023\n\006region\022\teu-west-4\032\021\n\005order\022\010ord_1042"
}
details {
  type_url: "type.googleapis.com/google.rpc.RetryInfo"
  value: "\n\010\010\001\020\200\312\265\356\001"
}
details {
  type_url: "type.googleapis.com/google.rpc.DebugInfo"
  value: "\n\024orders.py:41 place()\022\034hold flag set by fraud-check"
}
details {
  type_url: "type.googleapis.com/google.rpc.QuotaFailure"
  value: "\n\'\n\014project:acme\022\027Daily orders: limit 500"
}
details {
  type_url: "type.googleapis.com/google.rpc.PreconditionFailure"
  value: "\n0\n\nFRAUD_HOLD\022\rcustomers/c_7\032\023Customer is on hold"
}
details {
  type_url: "type.googleapis.com/google.rpc.BadRequest"
  value: "\n0\n\020shipping.country\022\034\'XX\' is not an ISO 3166 code"
}
details {
  type_url: "type.googleapis.com/google.rpc.RequestInfo"
  value: "\n\nreq-55f00d\022\nshard=eu-4"
}
details {
  type_url: "type.googleapis.com/google.rpc.ResourceInfo"
  value: "\n\rshop.v1.Order\022\017orders/ord_1042\032\025user:ana@acme.example\"\007on hold"
}
details {
  type_url: "type.googleapis.com/google.rpc.Help"
  value: "\n6\n\023Why orders are held\022\037https://docs.shop.example/holds"
}
details {
  type_url: "type.googleapis.com/google.rpc.LocalizedMessage"
  value: "\n\005fr-FR\022&La commande ne peut pas \303\252tre pass\303\251e."
}"#;

/// Python: the type, and the `repr` of the unpacked message's text
pub(super) const PYTHON_NAMED: &str = r#"  ErrorInfo: 'reason: "ALREADY_EXISTS"\ndomain: "orders.shop.example"\nmetadata {\n  key: "resourceName"\n  value: "orders/ord_88"\n}\n'
  ResourceInfo: 'resource_type: "shop.v1.Order"\nresource_name: "orders/ord_88"\n'"#;

/// Python: the output of `MessageToJson` for a `google.rpc.Status`
pub(super) const PYTHON_JSON: &str = r#"{
  "code": 3,
  "message": "Request contains an invalid argument.",
  "details": [
    {
      "@type": "type.googleapis.com/google.rpc.BadRequest",
      "fieldViolations": [
        {
          "field": "page_size",
          "description": "must be between 1 and 1000"
        },
        {
          "field": "order.lines[2].sku",
          "description": "'A-99' is not a known SKU"
        }
      ]
    },
    {
      "@type": "type.googleapis.com/google.rpc.LocalizedMessage",
      "locale": "de-DE",
      "message": "Die Seitengr\u00f6\u00dfe muss zwischen 1 und 1000 liegen."
    }
  ]
}
"#;

/// Go: `%v` of `status.Proto()`
pub(super) const GO_PROTO: &str = r#"code:10 message:"Transaction contention on these entities. Please try again." details:<type_url:"type.googleapis.com/google.rpc.ErrorInfo" value:"\n\026TRANSACTION_CONTENTION\022\023orders.shop.example" > details:<type_url:"type.googleapis.com/google.rpc.RetryInfo" value:"\n\005\020\200\345\232w" > "#;

/// Go: `%T %v` of each of `status.Details()`
pub(super) const GO_DETAILS: &str = r#"  *errdetails.BadRequest field_violations:<field:"page_size" description:"must be between 1 and 1000" > field_violations:<field:"order.lines[2].sku" description:"'A-99' is not a known SKU" > 
  *errdetails.LocalizedMessage locale:"de-DE" message:"Die Seitengr\303\266\303\237e muss zwischen 1 und 1000 liegen." "#;

/// tonic: `{:?}` of a status
pub(super) const TONIC_BYTES: &str = r#"b"\x08\x0f\x12,checksum mismatch reading segment 000042.log\x1ao\n(type.googleapis.com/google.rpc.DebugInfo\x12C\n\x1bstore.py:301 read_segment()\x12$crc32c stored=0x8a91 computed=0x1be0""#;

/// tonic-types: `{:#?}` of `get_error_details()`
pub(super) const TONIC_DETAILS: &str = r#"ErrorDetails {
    retry_info: None,
    debug_info: None,
    quota_failure: None,
    error_info: None,
    precondition_failure: None,
    bad_request: Some(
        BadRequest {
            field_violations: [
                FieldViolation {
                    field: "offset",
                    description: "must be <= 812",
                    reason: "",
                    localized_message: None,
                },
            ],
        },
    ),
    request_info: None,
    resource_info: None,
    help: None,
    localized_message: None,
}"#;

/// tonic-types, with a map
pub(super) const TONIC_MAP: &str = r#"ErrorDetails {
    retry_info: None,
    debug_info: None,
    quota_failure: None,
    error_info: Some(
        ErrorInfo {
            reason: "UPSTREAM_ERRNO",
            domain: "orders.shop.example",
            metadata: {
                "upstream": "ledger",
                "errno": "5",
            },
        },
    ),
    precondition_failure: None,
    bad_request: None,
    request_info: None,
    resource_info: None,
    help: None,
    localized_message: None,
}"#;

/// grpc-python: the trailing metadata
pub(super) const PYTHON_BYTES: &str = r#"b"\x08\x08\x12\xa7\x01Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute per user' of service 'orders.shop.example' for consumer 'project_number:123456789'.\x1a\xdc\x01\n(type.googleapis.com/google.rpc.ErrorInfo\x12\xaf\x01\n\x13RATE_LIMIT_EXCEEDED\x12\x0egoogleapis.com\x1a\x17\n\x11quota_limit_value\x12\x0260\x1a$\n\x0bquota_limit\x12\x15ReadsPerMinutePerUser\x1a)\n\x0cquota_metric\x12\x19orders.shop.example/reads\x1a\x1e\n\x08consumer\x12\x12projects/123456789\x1ai\n+type.googleapis.com/google.rpc.QuotaFailure\x12:\n8\n\x11clientip:10.1.2.3\x12#Reads per minute per user: limit 60\x1a6\n(type.googleapis.com/google.rpc.RetryInfo\x12\n\n\x08\x08%\x10\x80\xca\xb5\xee\x01""#;

/// curl: the trailer
pub(super) const CURL_BASE64: &str = r#"CAMSJVJlcXVlc3QgY29udGFpbnMgYW4gaW52YWxpZCBhcmd1bWVudC4ahwEKKXR5cGUuZ29vZ2xlYXBpcy5jb20vZ29vZ2xlLnJwYy5CYWRSZXF1ZXN0EloKJwoJcGFnZV9zaXplEhptdXN0IGJlIGJldHdlZW4gMSBhbmQgMTAwMAovChJvcmRlci5saW5lc1syXS5za3USGSdBLTk5JyBpcyBub3QgYSBrbm93biBTS1UabgovdHlwZS5nb29nbGVhcGlzLmNvbS9nb29nbGUucnBjLkxvY2FsaXplZE1lc3NhZ2USOwoFZGUtREUSMkRpZSBTZWl0ZW5ncsO2w59lIG11c3Mgendpc2NoZW4gMSB1bmQgMTAwMCBsaWVnZW4u"#;
